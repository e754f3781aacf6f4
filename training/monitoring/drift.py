"""Have the claims, or their odds, moved away from the training window? One control chart a column, over weekly means.

An exponentially weighted moving average of standardized weekly means (EWMA, Roberts 1959) sees a large move in its week
and a small one that lasts after a few. How much weeks differ by themselves is taken from the weeks of the reference: a
patient comes back, a clinician is away, and weeks differ by more than counting tells. The limits leave, over all
charts (of columns and of odds) and the 52 weeks of a year together, ``A_YEAR`` false alarms (Bonferroni); they are
Student's, since the spread is itself estimated. A move must also be large enough to matter.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import numpy as np
from msgspec import Struct

from models.odds import Array
from training.monitoring.columns import Column
from training.monitoring.scored import WEEK, Days, monday
from training.monitoring.signals import Kind, Signal

A_YEAR = 0.2
"""False alarms a year that all charts together may raise."""
WEEKS = 52
MEMORY = 0.3
"""Weight of the newest week."""
FEWEST_WEEKS = 8
"""Of the reference, below which a column is not charted."""
FEWEST = 20
"""Claims of a week below which it is passed over, as is one with less than ``QUIET`` of the usual number."""
QUIET = 0.3
RANKS = 0.05
"""How far a mean rank must move to matter."""
ADD = 0.10
"""How far a share must move to matter: in a year in which nobody changes anything, shares walk by less."""
TIMES = 1.0
"""A share that is small may instead move by this part of itself, and by at least ``LEAST``."""
LEAST = 0.02
SERIES = 2.0
"""How many times as much weeks of a mix vary as counting tells, at least: visits of one patient come in series."""
GONE = 0.5
"""A field whose filled share falls below this part of what it was has stopped being filled."""


class Chart(Struct, frozen=True):
    """One column, week by week since training ended."""

    name: str
    sort: str
    reference: float
    """Its mean over the training window."""
    weeks: tuple[date, ...]
    """Mondays."""
    means: tuple[float, ...]
    strength: tuple[float, ...]
    """The moving average in units of its limit: beyond 1 or -1 it is out."""
    signal: Signal | None
    """Of the first week that is out and far enough from the reference."""

    @property
    def out(self) -> bool:
        """Whether it was out in its last week."""
        return bool(self.strength) and abs(self.strength[-1]) > 1


class Weekly(Struct, frozen=True):
    """Weekly means of a column."""

    weeks: Days
    means: Array
    sizes: Array

    def enough(self, usual: float) -> Weekly:
        """The weeks with claims enough, where so many are usual."""
        kept = self.sizes >= max(FEWEST, QUIET * usual)
        return Weekly(self.weeks[kept], self.means[kept], self.sizes[kept])


class Series(Struct, frozen=True):
    """What a chart is drawn of."""

    name: str
    """Of the column."""
    sort: str
    """See :class:`training.monitoring.columns.Column`; ``odds`` for odds."""
    before: Weekly
    """The weeks of the reference."""
    after: Weekly
    """The weeks that are held against it."""


def weekly(values: Array, weeks: Days) -> Weekly:
    """The means by week of the values that apply."""
    applies = np.isfinite(values)
    found, place = np.unique(weeks[applies], return_inverse=True)
    sizes = np.bincount(place, minlength=len(found)).astype(np.float64)
    sums = np.bincount(place, weights=values[applies], minlength=len(found))
    return Weekly(found, sums / np.maximum(sizes, 1), sizes)


def series(columns: Sequence[Column], days: Days, reference: int, through: date) -> Iterator[Series]:
    """The weeks of all columns.

    Args:
        columns: each with one value a claim.
        days: of submission, as ordinals.
        reference: how many claims belong to the training window; they come first.
        through: the last day; a week that ends after it is not full yet.
    """
    weeks = monday(days)
    full = weeks + WEEK - 1 <= through.toordinal()
    for one in columns:
        before = weekly(one.values[:reference], weeks[:reference])
        after = weekly(one.values[reference:][full[reference:]], weeks[reference:][full[reference:]])
        yield Series(one.name, one.sort, before, after)


def charts(every: Iterable[Series]) -> list[Chart]:
    """The charts of all series whose reference is long enough: these share the false alarms."""
    fit = []
    for one in every:
        usual = float(np.median(one.before.sizes)) if len(one.before.sizes) else 0.0
        before = one.before.enough(usual)
        if len(before.weeks) >= FEWEST_WEEKS:
            fit.append(Series(one.name, one.sort, before, one.after.enough(usual)))
    return [_chart(one, len(fit)) for one in fit]


def _chart(one: Series, together: int) -> Chart:
    """One chart of as many as share the false alarms."""
    before = one.before
    mean, spread = _usual(before.means, before.sizes, one.sort)
    error = spread / math.sqrt(before.sizes.sum())
    past = _averages((before.means - mean) * np.sqrt(before.sizes) / spread)
    limit = _limit(together, len(before.weeks))
    reached, moved, weight = 0.0, 0.0, float(np.median(before.sizes))
    strength: list[float] = []
    signal = None
    weeks, means, sizes = (part.tolist() for part in (one.after.weeks, one.after.means, one.after.sizes))
    for nth, (week, x, size) in enumerate(zip(weeks, means, sizes, strict=True), 1):
        reached = (1 - MEMORY) * reached + MEMORY * (x - mean) * math.sqrt(size) / spread
        theory = MEMORY / (2 - MEMORY) * (1 - (1 - MEMORY) ** (2 * nth)) + (error / spread) ** 2 * size
        width = limit * math.sqrt(max(theory, past * (1 - (1 - MEMORY) ** (2 * nth))))
        strength.append(reached / width)
        # The same memory in units of the column: how far the mean of the last weeks' claims is from the reference.
        held, weight = (1 - MEMORY) * weight, (1 - MEMORY) * weight + MEMORY * size
        moved = (held * moved + MEMORY * size * (x - mean)) / weight
        if signal is None and abs(reached) > width and moved * reached > 0 and _matters(moved, mean, one.sort):
            signal = _signal(one, mean, moved, x, date.fromordinal(week))
    return Chart(one.name, one.sort, mean, _days(one.after.weeks), tuple(means), tuple(strength), signal)


def _days(weeks: Days) -> tuple[date, ...]:
    return tuple(date.fromordinal(week) for week in weeks.tolist())


def _usual(means: Array, sizes: Array, sort: str) -> tuple[float, float]:
    """The mean of the reference, and the spread of its weeks as that of one claim would be.

    The spread is at least what counting alone makes.
    """
    mean = float((means * sizes).sum() / sizes.sum())
    between = float((sizes * (means - mean) ** 2).sum() / (len(means) - 1))
    careful = (mean * sizes.sum() + 1) / (sizes.sum() + 2)  # a field that was always filled may miss once
    counting = 1 / 12 if sort == "rank" else careful * (1 - careful)
    return mean, math.sqrt(max(between, SERIES * counting if sort in {"rank", "share"} else counting))


def _averages(z: Array) -> float:
    """The variance of the moving average within the reference: more than theory where a week resembles the last."""
    reached, found = 0.0, []
    for one in z.tolist():
        reached = (1 - MEMORY) * reached + MEMORY * one
        found.append(reached)
    return float(np.mean(np.square(found)))


def _limit(together: int, weeks: int) -> float:
    from scipy.stats import t  # noqa: PLC0415 - slow to import

    return float(t.isf(A_YEAR / (WEEKS * together) / 2, weeks - 1))


def _matters(moved: float, mean: float, sort: str) -> bool:
    enough = RANKS if sort == "rank" else min(ADD, max(LEAST, TIMES * mean))
    return abs(moved) >= enough


def _signal(one: Series, mean: float, moved: float, now: float, week: date) -> Signal:
    """What is said of a chart that left its limits, known once the week is over; ``moved`` says in which direction."""
    kind: Kind = "score" if one.sort == "odds" else "drift"
    known = week + timedelta(days=WEEK - 1)
    level = min(1.0, max(0.0, mean + moved))
    if one.sort == "filled" and moved < 0 and now < GONE * mean:
        says = f"{one.name}: filled on {now:.0%} of the claims of the week of {week}, {mean:.0%} in training"
        return Signal("missing", one.name, known, says)
    way = "rose" if moved > 0 else "fell"
    if one.sort == "rank":
        says = f"{one.name} {way}: mean rank {level:.2f} in the weeks to {known}, {mean:.2f} in training"
    elif one.sort == "filled":
        says = f"{one.name} {way}: filled on {level:.0%} of the claims of the weeks to {known}, {mean:.0%} in training"
    else:
        says = f"{one.name} {way}: {level:.1%} in the weeks to {known}, {mean:.1%} in training"
    return Signal(kind, one.name, known, says)


def signals(found: Sequence[Chart]) -> Iterator[Signal]:
    """What the charts say."""
    return (one.signal for one in found if one.signal is not None)
