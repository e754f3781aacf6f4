"""A patient's age: in whole years, and as it may be printed."""

from __future__ import annotations

from datetime import date

AGED = 90
"""From this age on, the age itself identifies a person (45 CFR 164.514(b)(2)(i)(C))."""


def age(born: date, day: date) -> int:
    """Whole years on a day; a birthday counts from its morning."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def told(years: int) -> str:
    """An age as a message tells it, which all of ninety and more share."""
    return str(years) if years < AGED else f"{AGED} or older"
