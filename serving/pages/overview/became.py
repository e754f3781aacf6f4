"""What became of the claims that were sent in a period: by week, by what was told of them, and in all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct, field
from sqlalchemy import select

from serving.outcomes import Counts, outcomes
from serving.outcomes.report import tally
from serving.outcomes.rows import SentClaim
from serving.pages.overview.bands import Band, band_of, bands
from serving.pages.overview.period import Period, monday
from serving.store import Store
from serving.store.tables import batch

YOUNG = 0.9
"""Where a smaller part of a week's claims is answered, its refusals are still to come: they take longest."""


class Week(Struct):
    """The claims that came, and those that were sent, in one week."""

    begins: date
    came: int = 0
    """Claims in batches that were taken in this week."""
    ready: int = 0
    """Of those, the ones that were ready as they came."""
    counts: Counts = field(default_factory=Counts)
    """Of what was sent in it, whenever it was answered."""

    @property
    def decided(self) -> int:
        """Claims that a payer answered or the front door turned away."""
        return self.counts.answered + self.counts.rejected

    @property
    def clean(self) -> int:
        """Those of which no line was refused."""
        return self.counts.answered - self.counts.denied

    @property
    def clean_rate(self) -> float | None:
        """The share of clean claims; ``None`` where none was decided."""
        return self.clean / self.decided if self.decided else None

    @property
    def young(self) -> bool:
        """Whether much of it is not decided yet, so that it looks cleaner than it will be."""
        return self.decided < YOUNG * self.counts.sent

    @property
    def unforeseen(self) -> int:
        """Refused without having been told anything."""
        return self.counts.denied - self.counts.caught - self.counts.missed


class Became(Struct):
    """All of it."""

    weeks: list[Week]
    total: Week
    bands: list[Band] = field(default_factory=bands)
    mended: int = 0
    """Claims that were changed after they were checked first, and answered."""
    mended_refused: int = 0
    mended_paid: Decimal = Decimal("0.00")

    @property
    def sent(self) -> list[Week]:
        """The weeks from the first to the last in which claims were sent."""
        filled = [nth for nth, one in enumerate(self.weeks) if one.counts.sent]
        return self.weeks[filled[0] : filled[-1] + 1] if filled else []

    @property
    def busy(self) -> list[Week]:
        """The weeks in which claims came or were sent, the latest first."""
        return [one for one in reversed(self.weeks) if one.came or one.counts.sent]


def became(store: Store, office: str, asked: Period) -> Became:
    """Count what is on record."""
    found = Became([Week(day) for day in asked.mondays], Week(asked.since))
    by_monday = {one.begins: one for one in found.weeks}
    for day, claims, ready in _came(store, office, asked):
        for week in (by_monday[monday(day)], found.total):
            week.came += claims
            week.ready += ready
    for row in outcomes(store, office, asked.since, asked.until):
        _count(found, by_monday, row)
    return found


def _came(store: Store, office: str, asked: Period) -> list[tuple[date, int, int]]:
    here = batch.c
    query = select(here.at, here.claims, here.verdicts).where(here.office == office)
    with store.reading() as connection:
        rows = [(at.astimezone().date(), claims, told) for at, claims, told in connection.execute(query)]
    return [(day, claims, told.get("ready", 0)) for day, claims, told in rows if asked.since <= day <= asked.until]


def _count(found: Became, by_monday: dict[date, Week], row: SentClaim) -> None:
    tally(found.total.counts, row)
    if row.submitted is not None:
        tally(by_monday[monday(row.submitted)].counts, row)
    if row.denied is None:
        return
    if row.denial_probability is not None:
        band_of(row.denial_probability, found.bands).add(row.denial_probability, refused=row.denied)
    if row.changed:
        found.mended += 1
        found.mended_refused += row.denied
        found.mended_paid += row.paid or 0
