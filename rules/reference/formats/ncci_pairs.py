"""NCCI pairs of column one and column two (``ccipra-v322r0-f1.TXT``, ``ccioph-…``; Medicaid's alike; text or workbook).

Tab separated, in code page 1252, the notice and a header over several rows before the first pair; days as YYYYMMDD, an
asterisk for none. One edition comes in several files (f1 to f4); it holds the ended pairs too, so that it speaks of all
earlier days as well. What a table of two columns by name says is read alike: ``column1``, ``column2`` or
``column2_list`` (parted by blanks), ``modifier_indicator``, and where they stand there ``effective``, ``deletion``,
``rationale``; without days it speaks of its own quarter alone.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from rules.reference import ncci
from rules.reference.formats.published import FormatError, Published
from rules.reference.formats.quarter import is_medicaid, quarter
from rules.reference.formats.source import Source
from rules.reference.formats.text import NumberedRow, day, decoded, lines, unbroken
from rules.reference.kind import Kind
from rules.reference.ncci import Pair

BEGINNING = date(1996, 1, 1)
"""Since when there are NCCI pairs."""
FILES = 4
"""In how many files an edition comes (f1 to f4)."""
HEADER_WITHIN = 20
INDICATORS = ("0", "1", "9")
CODE = re.compile(r"[0-9A-Z]{5}")
PART = re.compile(r"[-_]f(\d)(?!\d)", re.IGNORECASE)
PRACTITIONER = re.compile(r"ccipra|practitioner|physician|(?<![a-z])pra(?![a-z])", re.IGNORECASE)
OUTPATIENT = re.compile(r"ccioph|outpatient|hospital|(?<![a-z])oph(?![a-z])", re.IGNORECASE)


class Columns(Struct, frozen=True):
    """Where what stands."""

    first: int
    second: int
    indicator: int
    effective: int | None = None
    deletion: int | None = None
    rationale: int | None = None


def recognise(head: bytes, name: str) -> bool:  # noqa: ARG001  by content
    """By a header with column 1, column 2 and a modifier indicator."""
    text = decoded(head).splitlines()[:HEADER_WITHIN]
    return any(_columns(cells) for cells in csv.reader(text, delimiter=_delimiter(text)))


def read(file: Source) -> Iterator[Published]:
    """One edition, or a part of one."""
    kind = _kind(file.name)
    first, last = quarter(file)
    rows = _Rows(file)
    parts = PART.findall(file.name)
    yield Published(
        kind, f"{kind.title}, quarter from {first}", BEGINNING if rows.columns.effective is not None else first, last,
        rows, f"CMS, {file.short}", href=kind.get, part=int(parts[-1]) if parts else 0, parts=FILES if parts else 0,
    )  # fmt: skip


def _kind(name: str) -> Kind[Pair]:
    practitioner, outpatient = PRACTITIONER.search(name), OUTPATIENT.search(name)
    if bool(practitioner) == bool(outpatient):
        raise FormatError(
            "its name does not say whether these are practitioners' pairs or outpatient ones",
            "give the file a name with ccipra or practitioner, ccioph or outpatient in it",
        )
    if is_medicaid(name):
        return ncci.PAIRS_MEDICAID_PRACTITIONER if practitioner else ncci.PAIRS_MEDICAID_OUTPATIENT
    return ncci.PAIRS_PRACTITIONER if practitioner else ncci.PAIRS_OUTPATIENT


class _Rows:
    """The pairs of a file, each with its key: column one and column two."""

    def __init__(self, file: Source) -> None:
        self.file = file
        self.columns, self._delimiter, self._below = self._header()
        self._said: dict[tuple[str, ...], Pair] = {}

    def _header(self) -> tuple[Columns, str, int]:
        text = []
        for line in lines(self.file):
            text.append(line)
            if len(text) == HEADER_WITHIN:
                break
        delimiter = _delimiter(text)
        for row, cells in enumerate(csv.reader(text, delimiter=delimiter), 1):
            if found := _columns(cells):
                return found, delimiter, row
        raise FormatError("no header names column 1, column 2 and the modifier", "load the file as it was published")

    def _parted(self, text: Iterator[str]) -> Iterator[NumberedRow]:
        return enumerate(csv.reader(text, delimiter=self._delimiter), 1)

    def __iter__(self) -> Iterator[tuple[str, Pair]]:
        where, begun = self.columns, False
        codes: set[str] = set()
        for row, cells in unbroken(lines(self.file), self._parted):
            if row <= self._below or not cells:
                continue
            first = cells[where.first].strip()
            if not begun and not first:
                continue  # the header's further rows say what the signs mean
            begun = True
            try:
                said = self._pair(cells, row)
                seconds = cells[where.second].split()
            except IndexError as error:
                raise FormatError("it has too few cells", "download the file again", row) from error
            if not seconds:
                raise FormatError("it has no code in column 2", "download the file again", row)
            for code in (first, *seconds):
                if code not in codes:
                    if not CODE.fullmatch(code):
                        raise FormatError(f"{code!r} is no procedure code", "download the file again", row)
                    codes.add(code)
            for second in seconds:
                yield first + second, said

    def _pair(self, cells: Sequence[str], row: int) -> Pair:
        where = self.columns
        words = tuple(
            cells[at].strip() if at is not None else ""
            for at in (where.indicator, where.effective, where.deletion, where.rationale)
        )
        said = self._said.get(words)
        if said is None:
            indicator, start, end, why = words
            if indicator not in INDICATORS:
                raise FormatError(f"the modifier indicator is {indicator!r}, not 0, 1 or 9", "download it again", row)
            first, last = day(start, row, "the first day"), None if end == "*" else day(end, row, "the last day")
            if first and last and last < first:
                raise FormatError(f"it was deleted on {last}, before it began on {first}", "download it again", row)
            said = self._said[words] = Pair(indicator, first, last, why)
        return said


def _delimiter(text: Sequence[str]) -> str:
    return "\t" if any("\t" in line for line in text) else ","


def _columns(cells: Sequence[str]) -> Columns | None:
    """The columns, where the cells are a header: names are compared by their letters and digits alone."""
    names = [re.sub("[^a-z0-9]", "", cell.lower()) for cell in cells]

    def at(*beginnings: str) -> int | None:
        return next((place for place, name in enumerate(names) if name.startswith(beginnings)), None)

    first, second, indicator = at("column1"), at("column2"), at("modifier")
    if first is None or second is None or indicator is None:
        return None
    reason = next((place for place, name in enumerate(names) if name.endswith("rationale")), None)
    return Columns(first, second, indicator, at("effective"), at("deletion"), reason)
