"""A dental claim may give one day for all its lines: DTP 472 of loop 2300."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from claims.claim import ServiceLine
from claims.x12 import values
from claims.x12.amending.fields import write_date
from claims.x12.amending.loop import Loop


def day_of_all(claim: Loop, lines: Iterable[tuple[Loop, ServiceLine]]) -> date | None:
    """The day that lines without one of their own have; it is changed where it changes for all of them alike.

    Args:
        claim: loop 2300.
        lines: those that the claim had and keeps, as they shall be.
    """
    found = claim.find("DTP", "472")
    if not found or claim.pen.kind != "dental":
        return None
    stood = values.day(claim.pen.at(claim.segments[found[-1]], 3).partition("-")[0])
    days = {line.service_date for loop, line in lines if not loop.find("DTP", "472")}
    day = days.pop() if len(days) == 1 else None
    if day is None or day == stood:
        return stood
    write_date(claim, "472", (day, None), "/lines")
    return day
