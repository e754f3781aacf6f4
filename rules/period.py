"""A span of time as a payer states it: ``90 days``, ``12 months``, ``1 year``."""

from __future__ import annotations

import calendar
from datetime import date
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from rules.strict import Node

MONTHS_A_YEAR = 12


def earlier(day: date, days: int = 1) -> date:
    """So many days before, or the first day of the calendar."""
    return date.fromordinal(max(day.toordinal() - days, date.min.toordinal()))


def later(day: date, days: int = 1) -> date:
    """So many days after, or the last day of the calendar."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


class Period(Struct, frozen=True, gc=False):
    """So many days, months or years."""

    count: int
    unit: Literal["days", "months", "years"]

    @lru_cache(4096)  # noqa: B019 - periods are values, not objects that someone gives up
    def after(self, day: date) -> date:
        """The last day of the period that begins on a day.

        A month or a year ends on the same day of its month, or on the last day where that month has none: one year from
        29 February is 28 February (Medicare Claims Processing Manual, chapter 1, section 70).

        What lies after the last day of the calendar is that day.
        """
        if self.unit == "days":
            return later(day, self.count)
        months = day.month - 1 + self.count * (MONTHS_A_YEAR if self.unit == "years" else 1)
        year, month = day.year + months // MONTHS_A_YEAR, months % MONTHS_A_YEAR + 1
        if year > date.max.year:
            return date.max
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))

    def before(self, day: date) -> date:
        """The same day so many days, months or years earlier, or the last day of that month where it has none such."""
        if self.unit == "days":
            return earlier(day, self.count)
        months = day.year * MONTHS_A_YEAR + day.month - 1 - self.count * (MONTHS_A_YEAR if self.unit == "years" else 1)
        year, month = months // MONTHS_A_YEAR, months % MONTHS_A_YEAR + 1
        if year < date.min.year:
            return date.min
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))

    def __str__(self) -> str:
        """As in a rule file: ``1 year``, ``90 days``."""
        return f"{self.count} {self.unit.removesuffix('s') if self.count == 1 else self.unit}"


def read_period(node: Node) -> Period:
    """A period of a rule file."""
    count, _, unit = node.text().partition(" ")
    unit = unit if unit.endswith("s") else unit + "s"
    if not count.isdecimal() or unit not in ("days", "months", "years"):
        raise node.wrong(f"{node.text()!r} is no period", "write a number and days, months or years, such as 90 days")
    return Period(int(count), unit)  # type: ignore[arg-type]
