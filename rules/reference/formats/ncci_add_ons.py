"""NCCI add-on codes (``AOC_V2026Q2-MCR.xlsx``, or text of fixed width): an add-on code and one of its primaries a row.

Days are written as the day of the year, 2026001; ended rows stay, so that the table speaks of earlier days too. Where
the contractor says which primaries go with a code, the primary is ``CCCCC``. A table with the columns ``primary_code``,
``add_on_code``, ``aoc_edit_type`` is read alike; without days it speaks of its quarter alone.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise

from rules.reference import ncci
from rules.reference.formats.published import FormatError, Published
from rules.reference.formats.quarter import quarter
from rules.reference.formats.source import Source
from rules.reference.formats.text import day, decoded, lines
from rules.reference.ncci import AddOn

BEGINNING = date(2013, 4, 1)
"""Since when CMS publishes the edits with their days (change request 7501)."""
HEADER_WITHIN = 20
NO_END = ("", "*", "9999999", "99999999")
TYPES = ("1", "2", "3")
CODE = re.compile(r"[0-9A-Z]{5}")
NEEDED = ("addoncode", "primarycode", "aocedittype")


def recognise(head: bytes, name: str) -> bool:  # noqa: ARG001  by content
    """By a header that names an add-on code, a primary code and an edit's type."""
    return any(_is_header(line) for line in decoded(head).splitlines()[:HEADER_WITHIN])


def read(file: Source) -> Iterator[Published]:
    """One edition."""
    first, last = quarter(file)
    with_days = "effdt" in _plain(_header(file)[1])
    title = f"{ncci.ADD_ONS.title}, quarter from {first}"
    yield Published(
        ncci.ADD_ONS, title, BEGINNING if with_days else first, last, _rows(file), f"CMS, {file.short}",
        href=ncci.ADD_ONS.get,
    )  # fmt: skip


def _rows(file: Source) -> Iterator[tuple[str, AddOn]]:
    below, header = _header(file)
    names, split = _splitter(header)
    for row, line in enumerate(lines(file), 1):
        if row <= below or not line.strip():
            continue
        cells = dict(zip(names, split(line), strict=False))
        code, primary, kind = (cells.get(name, "") for name in NEEDED)
        for one in (code, primary):
            if not CODE.fullmatch(one):
                raise FormatError(f"{one!r} is no procedure code", "download the file again", row)
        if kind not in TYPES:
            raise FormatError(f"the type of edit is {kind!r}, not 1, 2 or 3", "download the file again", row)
        start = day(cells.get("aocediteffdt", ""), row, "the first day")
        ends = [
            end
            for name in ("aoceditdeldt", "aocdeldt", "primarycodedeldt")
            if (text := cells.get(name, "")) not in NO_END and (end := day(text, row, "the last day"))
        ]
        yield code, AddOn(primary, kind, start, min(ends, default=None))


def _header(file: Source) -> tuple[int, str]:
    for row, line in enumerate(lines(file), 1):
        if _is_header(line):
            return row, line
        if row > HEADER_WITHIN:
            break
    raise FormatError("no header names add-on code, primary code and type", "load the file as it was published")


def _is_header(line: str) -> bool:
    plain = _plain(line)
    return all(name in plain for name in NEEDED)


def _plain(text: str) -> str:
    return re.sub("[^a-z0-9]", "", text.lower())


def _splitter(header: str) -> tuple[list[str], Callable[[str], list[str]]]:
    """The columns' names, and how a line is cut into cells: at tabs, at commas, or where the header's names begin."""
    delimiter = next((one for one in ("\t", ",") if one in header), "")
    if delimiter:
        return [_plain(name) for name in header.split(delimiter)], lambda line: _cut(line, delimiter)
    starts = [found.start() for found in re.finditer(r"\S+", header)]
    names = [_plain(name) for name in header.split()]
    return names, lambda line: [line[at:end].strip() for at, end in pairwise([*starts, None])]


def _cut(line: str, delimiter: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]
