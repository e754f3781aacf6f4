"""Medicare's OPPS Addendum B (quarterly, CSV or workbook): the status indicator of each HCPCS code.

Codes with status C are those that Medicare pays to inpatients alone. Descriptions and rates are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules.reference.formats.published import FormatError, Published
from rules.reference.formats.quarter import quarter
from rules.reference.formats.source import Source
from rules.reference.formats.text import has_header, records
from rules.reference.lists import INPATIENT_ONLY, Listed
from rules.reference.outpatient import OPPS_STATUS, Status

HEADER = ("hcpcs code", "si", "apc")
CODE = re.compile(r"[0-9A-Z]{5}")
INDICATOR = re.compile(r"[A-Z][0-9]?")
INPATIENT = "C"


def recognise(head: bytes, name: str) -> bool:  # noqa: ARG001  by content
    """By its columns."""
    return has_header(head, HEADER)


def read(file: Source) -> Iterator[Published]:
    """Two editions for the quarter: the indicators, and the inpatient-only codes among them."""
    first, last = quarter(file)
    source = f"CMS, {file.short}"
    title = f"{OPPS_STATUS.title}, {first:%B %Y}"
    yield Published(OPPS_STATUS, title, first, last, _rows(file), source, href=OPPS_STATUS.get)
    listed = ((code, Listed()) for code, row in _rows(file) if row.status == INPATIENT)
    title = f"{INPATIENT_ONLY.title}, {first:%B %Y}"
    yield Published(INPATIENT_ONLY, title, first, last, listed, source, href=OPPS_STATUS.get)


def _rows(file: Source) -> Iterator[tuple[str, Status]]:
    for row, cells in records(file, HEADER):
        code, status = cells["hcpcs code"], cells["si"]
        if not CODE.fullmatch(code) or not INDICATOR.fullmatch(status):
            raise FormatError(f"{code!r} with status {status!r} is no row of it", "download the file again", row)
        yield code, Status(status)
