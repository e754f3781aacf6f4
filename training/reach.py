"""How far an office's records reach: which day counts as today where some of them bear a day that cannot be.

That day decides which claims have had the time to be answered. One slip of the pen (2062 for 2026) would make every
claim old enough, so a few records that are dated far after all others, or in a time to come, do not decide it: they are
left out, counted and told of.

What stands far after all others is told by the files alone, so that the same files give the same model on whatever day.
The clock changes nothing; it only refuses a few records that are dated after it. Where many are, it is the clock that
is wrong, or the office is made up: then it refuses none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

APART = timedelta(days=60)
"""No office sends nothing and hears nothing for so long, and then something on one day alone."""
ENOUGH = 20
"""Days with records from which on it can be told that one stands far off."""
AHEAD = timedelta(days=7)
"""Remittances bear the day on which the money comes, and come themselves up to three banking days before it (CAQH CORE
operating rule 370): no later day than a week from now can be true."""
FEW = 20
"""One record in how many may be wrong; where more are, it is something else that is wrong."""
EARLIEST_ZONE = timedelta(hours=14)
"""Of all time zones, how far the earliest is ahead of UTC."""


class Reach(Struct, frozen=True):
    """How far records reach."""

    last: date
    """The last day that can be true."""
    to_come: date | None = None
    """The first of the days that the clock refused: when it has come, it is refused no more."""


def today() -> date:
    """The day by the clock; where it is another in other time zones, the later one."""
    return (datetime.now(UTC) + EARLIEST_ZONE).date()


def reach(days: Iterable[date], now: date) -> Reach:
    """The last day of records that can be true.

    Args:
        days: of each record, one or more.
        now: the day by the clock.
    """
    records = Counter(days)
    few, ordered = records.total() // FEW, sorted(records)
    while len(ordered) > ENOUGH and ordered[-1] - ordered[-2] > APART and records[ordered[-1]] <= few:
        ordered.pop()
    to_come = [day for day in ordered if day > now + AHEAD]
    if 0 < len(to_come) < len(ordered) and sum(records[day] for day in to_come) <= max(few, 1):
        return Reach(ordered[-len(to_come) - 1], to_come[0])
    return Reach(ordered[-1])
