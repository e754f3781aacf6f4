"""Medicare's physician fee schedule, relative value file (``PPRRVU2026_Jul.csv``, and its workbook): the indicators.

Nine rows stand before the first code: notices, then a header whose words are spread over several rows, read downwards
here. A table with the columns ``hcpcs_code``, ``mod``, ``status``, ``pctc``, ``glob`` … is read alike.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest

from rules.reference.fees import FEES, Fee
from rules.reference.formats.published import FormatError, Published
from rules.reference.formats.quarter import MONTHS, days, quarter
from rules.reference.formats.source import Source
from rules.reference.formats.text import decoded, lines, plain

HEADER_WITHIN = 30
CODE = re.compile(r"[0-9A-Z]{5}")
RELEASE = re.compile(
    r"(20\d\d) national physician fee schedule relative value file (jan|apr|jul|oct)[a-z]* release", re.IGNORECASE
)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("hcpcs", "hcpcs_code"),
    "modifier": ("mod",),
    "status": ("status code", "status"),
    "pctc": ("pctc ind", "pctc"),
    "global_days": ("glob days", "glob"),
    "multiple": ("mult proc", "mult_proc"),
    "bilateral": ("bilat surg", "bilat_surg"),
    "assistant": ("asst surg", "asst_surg"),
    "co_surgeons": ("co- surg", "co_surg"),
    "team": ("team surg", "team_surg"),
    "facility_only": ("non-fac na indicator", "non_na"),
}
"""Our names, and the header's, read downwards from its first row."""


def recognise(head: bytes, name: str) -> bool:  # noqa: ARG001  by content
    """By a header that has the indicators for global days and for assistants."""
    delimiter, text = _delimiter(decoded(head)), decoded(head).splitlines()[:HEADER_WITHIN]
    return _header(list(csv.reader(text, delimiter=delimiter))) is not None


def read(file: Source) -> Iterator[Published]:
    """One edition: a release speaks of its quarter, until the next one comes."""
    first, last = _days(file)
    yield Published(
        FEES, f"{FEES.title}, release of {first:%B %Y}", first, last, _rows(file), f"CMS, {file.short}", href=FEES.get
    )


def _days(file: Source) -> tuple[date, date]:
    if not (file.first and file.last) and (found := RELEASE.search(decoded(file.head()))):
        return days(int(found.group(1)), MONTHS.index(found.group(2).lower()) + 1)
    return quarter(file)


def _rows(file: Source) -> Iterator[tuple[str, Fee]]:
    where: Mapping[str, int] = {}
    above: list[list[str]] = []
    for row, cells in enumerate(csv.reader(lines(file), delimiter=_delimiter(decoded(file.head()))), 1):
        if not where:
            above.append(cells)
            where = _header(above) or {}
            if not where and row > HEADER_WITHIN:
                break
            continue
        if any(cell.strip() for cell in cells):
            yield _fee(cells, where, row)
    if not where:
        raise FormatError("no header has the indicators' columns", "load the file as it was published")


def _fee(cells: Sequence[str], where: Mapping[str, int], row: int) -> tuple[str, Fee]:
    if len(cells) <= max(where.values()):
        raise FormatError("it has too few cells", "download the file again", row)
    said = {name: cells[at].strip().removesuffix(".0") for name, at in where.items()}
    code = said.pop("code")
    if not CODE.fullmatch(code) or not said["status"]:
        raise FormatError(f"{code!r} is no procedure code, or has no status", "download the file again", row)
    if said["global_days"].isdecimal():
        said["global_days"] = said["global_days"].zfill(3)
    facility_only = said.pop("facility_only").upper() == "NA"
    return code, Fee(**said, facility_only=facility_only)


def _header(rows: Sequence[Sequence[str]]) -> Mapping[str, int] | None:
    """Where each column stands, once the last row of the header is reached: that which names the codes' column."""
    for last, cells in enumerate(rows):
        if cells and plain(cells[0]) in COLUMNS["code"]:
            words = [plain(" ".join(column)) for column in zip_longest(*rows[: last + 1], fillvalue="")]
            found = {name: words.index(one) for name, spellings in COLUMNS.items() for one in spellings if one in words}
            return found if len(found) == len(COLUMNS) else None
    return None


def _delimiter(text: str) -> str:
    return "\t" if text.count("\t") > text.count(",") else ","
