"""How many codes of a list begin and end on a day, by the edition that speaks of the day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from rules.reference.editions import Edition
from rules.reference.kind import Kind
from rules.reference.shelf import Held, Shelf

DAY = timedelta(days=1)


def code_counts(shelf: Shelf, kind: Kind[Any], first: date, last: date) -> Iterator[tuple[date, Edition, int, int]]:
    """Days after the first and no later than the last, the edition, and how many codes begin and end on each.

    A code ends on the day after its last. One that another row of it goes on the next day neither ends nor begins; a
    diagnosis that longer codes divide from a day on ends, since no claim may carry it.
    """
    for held in shelf.held(kind):
        if held.edition.first > last or held.edition.last + DAY <= first:
            continue
        begun, ended = _counts(held)
        for day in sorted({*begun, *ended}):
            if first < day <= last and _speaker(shelf, kind, day) is held:
                yield day, held.edition, begun[day], ended[day]


def _counts(held: Held) -> tuple[Counter[date], Counter[date]]:
    begun: Counter[date] = Counter()
    ended: Counter[date] = Counter()
    for rows, count in held.rows.alike():
        billed = [row for row in rows if getattr(row, "billable", True)]
        starts = {row.start for row in billed if row.start}
        ends = {row.end + DAY for row in billed if row.end}
        for day in starts - ends:
            begun[day] += count
        for day in ends - starts:
            ended[day] += count
    return begun, ended


def _speaker(shelf: Shelf, kind: Kind[Any], day: date) -> Held | None:
    """The edition of a day; of the day after it, it still knows what ended."""
    return shelf.on(kind, day) or shelf.on(kind, day - DAY)
