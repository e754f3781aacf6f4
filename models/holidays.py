"""The days on which U.S. banks move no money. Source: Federal Reserve Banks, holiday schedule (public domain)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

FIXED = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
"""New Year, Juneteenth, Independence, Veterans, Christmas: month and day."""
FLOATING = ((1, 3), (2, 3), (9, 1), (10, 2))
"""King, Washington, Labor, Columbus: month and which Monday of it."""


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Of one year. One that falls on a Sunday is kept on Monday, one on a Saturday not at all."""
    found = {date(year, month, day) for month, day in FIXED}
    found = {day + timedelta(days=1) if day.weekday() == 6 else day for day in found if day.weekday() != 5}  # noqa: PLR2004
    found |= {nth(year, month, 0, which) for month, which in FLOATING}
    found.add(nth(year, 6, 0, 1) - timedelta(days=7))  # Memorial Day: the last Monday of May
    found.add(nth(year, 11, 3, 4))  # Thanksgiving
    return frozenset(found)


def is_bank_holiday(day: date) -> bool:
    """Whether banks are closed, weekends apart."""
    return day in bank_holidays(day.year)


def nth(year: int, month: int, weekday: int, which: int) -> date:
    """The first, second … such weekday of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
