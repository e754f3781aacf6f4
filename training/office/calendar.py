"""The days of a made-up office: fourteen months, cut after the twelfth."""

from __future__ import annotations

from datetime import date, timedelta

START = date(2025, 7, 1)
"""The first day on which the office sends a claim."""
CUT_OFF = date(2026, 7, 1)
"""What is sent or answered before this day is history (``train``); the rest is the future (``test``)."""
END = date(2026, 9, 1)
"""From this day on nothing is sent any more; answers still come in."""

SPAN = (END - START).days


def on_weekday(day: date, weekday: int) -> date:
    """The first day from ``day`` on that falls on this weekday (Monday is 0)."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def age(birth: date, day: date) -> int:
    """Full years on that day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def split_of(day: date) -> str:
    """Whether a day belongs to the history or to the future."""
    return "train" if day < CUT_OFF else "test"
