"""Which weeks the overview is asked for, as it stands in the URL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct

WEEKS = (4, 13, 26, 52)
"""How many weeks one may ask for."""

USUAL = 26

FIRST_DAY = date(1900, 1, 1)
"""No claim is older; weeks before it cannot be counted back to."""


class Period(Struct, frozen=True):
    """Whole weeks up to a day."""

    weeks: int
    until: date
    ignored: tuple[str, ...] = ()
    """Parameters that said nothing that is known, by name."""

    @property
    def since(self) -> date:
        """Its first day, a Monday."""
        return monday(self.until) - timedelta(weeks=self.weeks - 1)

    @property
    def mondays(self) -> list[date]:
        """The first days of its weeks."""
        return [self.since + timedelta(weeks=nth) for nth in range(self.weeks)]


def period(query: Mapping[str, str], today: date) -> Period:
    """What a URL asks for; what it does not say is as usual."""
    ignored, weeks, until = [], USUAL, today
    if said := query.get("weeks", ""):
        if said in map(str, WEEKS):
            weeks = int(said)
        else:
            ignored.append("weeks")
    if said := query.get("until", "").strip():
        try:
            until = max(date.fromisoformat(said), FIRST_DAY + timedelta(weeks=max(WEEKS)))
        except ValueError:
            ignored.append("until")
    return Period(weeks, until, tuple(ignored))


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())
