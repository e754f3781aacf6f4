"""ICD-10-CM order files of CMS (``icd10cm_order_2026.txt``): fixed width, a line a code, headers flagged 0.

Columns 1-5 order number, 7-13 code without point, 15 flag (1 valid for claims), 17-76 short and 78- long description.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from rules.reference.formats.published import FormatError, Published
from rules.reference.formats.source import Source
from rules.reference.formats.text import decoded, lines
from rules.reference.lists import DIAGNOSES, Diagnosis

LINE = re.compile(r"\d{5} ([A-Z][0-9A-Z]{2,6}) {1,5}([01]) \S.*")
RELEASE = re.compile(r"(20\d\d)")
APRIL = re.compile(r"apr", re.IGNORECASE)
HREF = "https://www.cms.gov/medicare/coding-billing/icd-10-codes"


def recognise(head: bytes, name: str) -> bool:  # noqa: ARG001  by content
    """By the form of its first lines; those of ICD-10-PCS have seven characters in each code."""
    found = [LINE.fullmatch(line.rstrip()) for line in decoded(head).splitlines()[:3]]
    return bool(found) and all(found) and any(match and len(match.group(1)) < 7 for match in found)  # noqa: PLR2004


def read(file: Source) -> Iterator[Published]:
    """One edition, of the fiscal year that the file's name tells: October to September, or from April."""
    first, last = days(file)
    yield Published(
        DIAGNOSES, f"ICD-10-CM, {first} to {last}", first, last, _rows(file), f"CMS, {file.short}", href=HREF
    )


def days(file: Source) -> tuple[date, date]:
    """The days of an edition, by what the user says, else by the file's name.

    Raises:
        FormatError: neither tells.
    """
    if file.first and file.last:
        return file.first, file.last
    found = RELEASE.findall(file.name)
    if not found:
        raise FormatError(
            "neither the file nor its name says of which fiscal year it is", "say --from and --through, such as "
            "--from 2025-10-01 --through 2026-09-30",
        )  # fmt: skip
    year = int(found[-1])
    return date(year, 4, 1) if APRIL.search(file.name) else date(year - 1, 10, 1), date(year, 9, 30)


def _rows(file: Source) -> Iterator[tuple[str, Diagnosis]]:
    for row, line in enumerate(lines(file), 1):
        if not line.strip():
            continue
        found = LINE.fullmatch(line.rstrip())
        if not found:
            raise FormatError("it has not the form of an order file's line", "download the file again", row)
        yield found.group(1), Diagnosis(billable=found.group(2) == "1")
