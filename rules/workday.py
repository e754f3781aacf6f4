"""Federal workdays: a limit that ends on a day off ends on the next workday."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from rules.period import earlier, later

FIXED = ((1, 1, 0), (6, 19, 2021), (7, 4, 0), (11, 11, 0), (12, 25, 0))
"""Month, day, and the first year of the holidays on a fixed date (5 U.S.C. 6103)."""
MONDAYS = ((1, 3), (2, 3), (9, 1), (10, 2))
"""Month, and which Monday: King, Washington, Labor, Columbus."""
SATURDAY, SUNDAY, THURSDAY = 5, 6, 3


@lru_cache(4096)
def next_workday(day: date) -> date:
    """The day itself if federal offices work on it, else the next on which they do."""
    while (day.weekday() >= SATURDAY or is_federal_holiday(day)) and day < date.max:
        day = later(day)
    return day


def is_federal_holiday(day: date) -> bool:
    """Whether a weekday is a federal holiday, or the day on which one that falls on a weekend is kept."""
    which = (day.day - 1) // 7 + 1
    if day.weekday() == 0 and ((day.month, which) in MONDAYS or (day.month == 5 and day.day > 31 - 7)):  # noqa: PLR2004 - May, Memorial Day
        return True
    if day.weekday() == THURSDAY and (day.month, which) == (11, 4):
        return True
    kept_for = [day]
    if day.weekday() == SATURDAY - 1:
        kept_for.append(later(day))
    if day.weekday() == 0:
        kept_for.append(earlier(day))
    return any(
        (on.month, on.day) == (month, number) and on.year >= since for on in kept_for for month, number, since in FIXED
    )
