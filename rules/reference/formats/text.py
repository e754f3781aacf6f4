"""Reading publishers' text: encodings, delimiters, notices before the header, days in their spellings."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from rules.reference.formats.published import FormatError
from rules.reference.formats.source import Source

PREAMBLE = 60
"""Rows within which the header must stand."""

LONGEST = 2**26
"""Letters of a cell: coverage articles hold whole pages."""

END_MARKS = "\x1a\0 \t"
"""What old systems put at the end of a text."""

NumberedRow = tuple[int, list[str]]

SPREADSHEET_ZERO = date(1899, 12, 30)


def lines(file: Source) -> Iterator[str]:
    """The lines of a text in UTF-8, with or without mark, or in Windows' code page 1252."""
    with file.open() as stream:
        for raw in stream:
            yield decoded(raw)


def decoded(raw: bytes) -> str:
    """UTF-8, else code page 1252: a publisher's file may hold both."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def plain(header: str) -> str:
    """A column's name without line breaks, runs of blanks and capitals: ``HCPCS/`` + ``CPT Code`` → hcpcs/ cpt code."""
    return " ".join(header.split()).casefold()


def has_header(head: bytes, columns: Sequence[str]) -> bool:
    """Whether the beginning of a file holds a header with these columns, written as :func:`plain` does."""
    text = decoded(head).replace("\0", "")
    try:
        return any(_is_header(cells, columns) for _, cells in _records(io.StringIO(text, newline="")))
    except FormatError:
        return False


def first_row(head: bytes) -> list[str]:
    """The cells of a file's first row, written as :func:`plain` does; none where it cannot be parted."""
    try:
        _, cells = next(_records(io.StringIO(decoded(head).replace("\0", ""), newline="")), (0, []))
    except FormatError:
        return []
    return [plain(cell) for cell in cells]


def records(file: Source, columns: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows below the header that has these columns: number of the row's last line, and its cells by column.

    Rows before the header, and rows that are empty, are passed over. A cell is stripped of blanks.

    Raises:
        FormatError: no header has these columns, a row has cells beyond it, or the last one breaks off.
    """
    header: list[str] = []
    passed = 0
    for row, cells in unbroken(lines(file), _records):
        if not header:
            if _is_header(cells, columns):
                header = [plain(cell) for cell in cells]
            elif (passed := passed + 1) > PREAMBLE:
                break
            continue
        if not any(cells):
            continue
        if len(cells) > len(header) and any(cells[len(header) :]):
            raise FormatError(f"it has {len(cells)} cells, the header {len(header)}", "download the file again", row)
        yield row, dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=False))
    if not header:
        raise FormatError(f"no header has the columns {', '.join(columns)}", "load the file as it was published")


def unbroken(text: Iterator[str], parted: Callable[[Iterator[str]], Iterator[NumberedRow]]) -> Iterator[NumberedRow]:
    """The rows of a text, as ``parted`` parts them.

    Raises:
        FormatError: at its end, where the last row has no line end and fewer cells than the one before: a download
            that broke off.
    """
    last = ""

    def watched() -> Iterator[str]:
        nonlocal last
        for line in text:
            last = line
            yield line

    number = width = before = 0
    for number, cells in parted(watched()):
        before, width = width, len(cells)
        yield number, cells
    if width < before and last.strip(END_MARKS) and not last.endswith(("\n", "\r")):
        raise FormatError(
            f"the file breaks off: its last row has {width} cells, the one before {before}", "download it again", number
        )


def _records(stream: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    """Rows of comma, tab or bar separated text."""
    start: list[str] = []
    for line in stream:
        start.append(line)
        if len(start) > PREAMBLE:
            break
    text = "".join(start)
    counts = {delimiter: text.count(delimiter) for delimiter in ("\t", "|", ",")}
    delimiter = max(counts, key=lambda one: (counts[one] > len(start) // 2 and one != ",", counts[one]))

    def again() -> Iterator[str]:
        yield from start
        yield from stream

    csv.field_size_limit(LONGEST)
    reader = csv.reader(again(), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise FormatError(f"it cannot be parted into cells ({error})", "download it again", reader.line_num) from error


def _is_header(cells: Sequence[str], columns: Sequence[str]) -> bool:
    return set(columns) <= {plain(cell) for cell in cells}


def day(text: str, row: int, what: str) -> date | None:
    """A day: 20260101, 2026-01-01, 1/1/2026, 2026001 (day of the year), or a spreadsheet's number; empty is ``None``.

    Raises:
        FormatError: it is none.
    """
    if not text or not text.strip("0"):
        return None
    try:
        if re.fullmatch(r"\d{8}", text):
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[ T].*)?", text):
            return date(*map(int, found.groups()))
        if found := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?", text):
            month, of_month, year = map(int, found.groups())
            return date(year, month, of_month)
        if re.fullmatch(r"\d{7}", text) and 1 <= int(text[4:]) <= 366:  # noqa: PLR2004  days of a year
            return date(int(text[:4]), 1, 1) + timedelta(int(text[4:]) - 1)
        if re.fullmatch(r"\d{5}", text):
            return SPREADSHEET_ZERO + timedelta(int(text))
    except ValueError:
        pass
    raise FormatError(f"{what} is {text!r}, which is no day", "download the file again", row)
