"""The list of edits of Medicare's outpatient code editor (``DSC_Edit_v24.0.csv`` of the IOCE's quarterly files)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from rules.reference.formats.published import FormatError, Published
from rules.reference.formats.quarter import days, quarter
from rules.reference.formats.source import Source
from rules.reference.formats.text import has_header, records
from rules.reference.lists import OUTPATIENT_EDITS, OutpatientEdit

COLUMNS = ("edit", "lo_version", "hi_version", "disposition_id", "name")
VERSION = re.compile(r"v(\d\d)\.([0-3])", re.IGNORECASE)
VERSION_ZERO = 1999
"""Version 24 is of 2023, and the number after the point counts its quarters from 0."""


def recognise(head: bytes, name: str) -> bool:  # noqa: ARG001  by content
    """By its header."""
    return has_header(head, COLUMNS)


def read(file: Source) -> Iterator[Published]:
    """One edition, of the quarter that the version in its name is of."""
    first, last = _days(file)
    title = f"Outpatient code editor, list of edits, {first} to {last}"
    yield Published(OUTPATIENT_EDITS, title, first, last, _rows(file), f"CMS, {file.short}", href=OUTPATIENT_EDITS.get)


def _days(file: Source) -> tuple[date, date]:
    found = VERSION.search(file.name)
    if found and not file.first:
        return days(VERSION_ZERO + int(found.group(1)), int(found.group(2)) + 1)
    return quarter(file)


def _rows(file: Source) -> Iterator[tuple[str, OutpatientEdit]]:
    for row, cells in records(file, COLUMNS):
        numbers = [cells[name] for name in ("edit", "lo_version", "hi_version", "disposition_id")]
        if not all(number.isdigit() for number in numbers):
            raise FormatError(f"of {', '.join(numbers)} one is no number", "download the file again", row)
        edit, low, high, disposition = map(int, numbers)
        yield str(edit), OutpatientEdit(cells["name"], disposition, low, high)
