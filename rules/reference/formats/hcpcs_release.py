"""CMS's quarterly release of HCPCS Level II (``HCPC2026_OCT_ANWEB``): CSV, workbook, or records of 320 columns.

Procedures have the record types 3 (and 4 where the description goes on), modifiers 7 (and 8). A code holds from ADD DT
through TERM DT; ACT EFF DT is the day of the last change, which may be later than the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from rules.reference.formats.published import FormatError, Published
from rules.reference.formats.quarter import quarter
from rules.reference.formats.source import Source
from rules.reference.formats.text import day, decoded, has_header, lines, records
from rules.reference.lists import HCPCS, MODIFIERS, Listed

COLUMNS = ("hcpc", "recid", "add dt", "term dt")
FIXED = re.compile(r"([A-Z]\d{4}|   [0-9A-Z]{2})\d{5}[3478]")
PROCEDURE, MODIFIER = "3", "7"
GOES_ON = ("4", "8")
FORMS = {PROCEDURE: re.compile(r"[A-Z]\d{4}"), MODIFIER: re.compile("[0-9A-Z]{2}")}
DENTAL = "D"
"""The American Dental Association's codes, which a release may hold and which are not taken."""

PROCEDURE_KEYS = "[A-CE-Z][0-9]{4}"
MODIFIER_KEYS = "(?!P[1-6])[A-Z][0-9A-Z]"
"""The release knows all modifiers of Level II, and not those of CPT: digits, and physical status."""

YEARS_BACK = 4
"""Of so many years before its quarter a release still knows what is in force: what ended earlier is dropped from it."""

Row = tuple[int, str, str, str, str]
"""Number of the row, record type, code, first and last day as written."""


def recognise(head: bytes, name: str) -> bool:  # noqa: ARG001  by content
    """By its header, or by the form of its first records."""
    first = decoded(head).splitlines()[:3]
    return (bool(first) and all(FIXED.match(line) for line in first)) or has_header(head, COLUMNS)


def read(file: Source) -> Iterator[Published]:
    """Procedures, and modifiers; either may be a file of its own."""
    first, last = quarter(file)
    there = {record for _, record, *_ in _all(file)} or {PROCEDURE}
    for kind, record, keys, title in (
        (HCPCS, PROCEDURE, PROCEDURE_KEYS, "HCPCS Level II"),
        (MODIFIERS, MODIFIER, MODIFIER_KEYS, "HCPCS Level II modifiers"),
    ):
        if record not in there:
            continue
        yield Published(
            kind, f"{title}, {first} to {last}", date(first.year - YEARS_BACK, 1, 1), last, _rows(file, record),
            f"CMS, {file.short}", complete_from=first, href=kind.get, keys=keys,
        )  # fmt: skip


def _rows(file: Source, wanted: str) -> Iterator[tuple[str, Listed]]:
    for row, record, code, added, ended in _all(file):
        if record in GOES_ON:
            continue
        if record not in FORMS or not FORMS[record].fullmatch(code):
            raise FormatError(f"{code!r} with record type {record!r} is no HCPCS code", "download it again", row)
        if record != wanted or (record == PROCEDURE and code.startswith(DENTAL)):
            continue
        yield code, Listed(day(added, row, "ADD DT"), day(ended, row, "TERM DT"))


def _all(file: Source) -> Iterator[Row]:
    fixed = FIXED.match(next(lines(file), "")) is not None
    return _fixed(file) if fixed else _separated(file)


def _separated(file: Source) -> Iterator[Row]:
    for row, cells in records(file, COLUMNS):
        yield row, cells["recid"], cells["hcpc"], cells["add dt"], cells["term dt"]


def _fixed(file: Source) -> Iterator[Row]:
    for row, line in enumerate(lines(file), 1):
        if line.strip():
            yield row, line[10:11], line[0:5].strip(), line[268:276].strip(), line[284:292].strip()
