"""Which quarter an NCCI file is of, told by its name: ``v322r0``, ``2024Q3``, ``Eff_07-01-2026``, ``2024jul``."""

from __future__ import annotations

import re
from datetime import date, timedelta

from rules.reference.formats.published import FormatError
from rules.reference.formats.source import Source

VERSION = re.compile(r"(?<![a-z0-9])v(\d\d)([0-3])r\d", re.IGNORECASE)
"""NCCI's own count: version 30 is of 2024, and its third number counts the quarters from 0."""
VERSION_ZERO = 1994
YEAR_FIRST = re.compile(r"(20\d\d)[ _-]?q([1-4])(?!\d)", re.IGNORECASE)
QUARTER_FIRST = re.compile(r"(?<![a-z])q([1-4])[ _-]?(20\d\d)", re.IGNORECASE)
DAY = re.compile(r"(?<!\d)(\d\d)[-_](\d\d)[-_](20\d\d)(?!\d)")
MONTHS = ("jan", "apr", "jul", "oct")
MONTH = re.compile(r"(20\d\d)[ _-]*(jan|apr|jul|oct)", re.IGNORECASE)


def quarter(file: Source) -> tuple[date, date]:
    """First and last day of the quarter: as the user says, else as the name says.

    Raises:
        FormatError: neither says it.
    """
    if file.first and file.last:
        return file.first, file.last
    name = file.name
    if found := VERSION.search(name):
        return days(VERSION_ZERO + int(found.group(1)), int(found.group(2)) + 1)
    if found := YEAR_FIRST.search(name):
        return days(int(found.group(1)), int(found.group(2)))
    if found := QUARTER_FIRST.search(name):
        return days(int(found.group(2)), int(found.group(1)))
    if found := MONTH.search(name):
        return days(int(found.group(1)), MONTHS.index(found.group(2).lower()) + 1)
    if (found := DAY.search(name)) and 1 <= int(found.group(1)) <= 12:  # noqa: PLR2004  months
        return days(int(found.group(3)), (int(found.group(1)) - 1) // 3 + 1)
    raise FormatError(
        "its name does not say of which quarter it is", "say --from and --through, such as "
        "--from 2026-07-01 --through 2026-09-30",
    )  # fmt: skip


def days(year: int, number: int) -> tuple[date, date]:
    """First and last day of a quarter of a year, counted from 1."""
    after = date(year + number // 4, number % 4 * 3 + 1, 1)
    return date(year, number * 3 - 2, 1), after - timedelta(1)


def is_medicaid(name: str) -> bool:
    """Whether a file is of Medicaid's own edits, by its name."""
    return bool(re.search(r"medicaid|(?<![a-z])mcd(?![a-z])", name, re.IGNORECASE))
