"""Have the claims, or their odds, moved away from the training window? One control chart a column, over weekly means.

An exponentially weighted moving average of standardized weekly means (EWMA, Roberts 1959) sees a large move in its week
and a small one that lasts after a few. How much weeks differ by themselves is taken from the weeks of the reference: a
patient comes back, a clinician is away, and weeks differ by more than counting tells. The limits leave, over all
columns and the 52 weeks of a year together, ``A_YEAR`` false alarms (Bonferroni); they are Student's, since the spread
is itself estimated. A move must also be large enough to matter.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
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
"""Of the reference, below which nothing is charted."""
FEWEST = 20
"""Claims of a week below which it is passed over, as is one with less than ``QUIET`` of the usual number."""
QUIET = 0.3
ADD = 0.05
"""How far a share or a mean rank must move to matter."""
TIMES = 0.5
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
    """The first week that is out and far enough from the reference."""

    @property
    def out(self) -> bool:
        """Whether it was out in its last week."""
        return bool(self.strength) and abs(self.strength[-1]) > 1


class Weekly(Struct, frozen=True):
    """Weekly means of a column."""

    weeks: Days
    means: Array
    sizes: Array


def weekly(values: Array, weeks: Days) -> Weekly:
    """The means by week of the values that apply."""
    applies = np.isfinite(values)
    found, place = np.unique(weeks[applies], return_inverse=True)
    sizes = np.bincount(place, minlength=len(found)).astype(np.float64)
    sums = np.bincount(place, weights=values[applies], minlength=len(found))
    return Weekly(found, sums / np.maximum(sizes, 1), sizes)


def charts(columns: Sequence[Column], days: Days, reference: int, through: date) -> list[Chart]:
    """The charts of all columns.

    Args:
        columns: each with one value a claim.
        days: of submission, as ordinals.
        reference: how many claims belong to the training window; they come first.
        through: the last day; a week that ends after it is not full yet.
    """
    weeks = monday(days)
    full = weeks + WEEK - 1 <= through.toordinal()
    found = []
    for one in columns:
        before = weekly(one.values[:reference], weeks[:reference])
        after = weekly(one.values[reference:][full[reference:]], weeks[reference:][full[reference:]])
        made = chart(one.name, one.sort, before, after, len(columns))
        if made is not None:
            found.append(made)
    return found


def chart(name: str, sort: str, before: Weekly, after: Weekly, together: int) -> Chart | None:
    """One chart; ``None`` where the reference is too short.

    Args:
        name: of the column.
        sort: see :class:`training.monitoring.columns.Column`; ``odds`` for odds.
        before: the weeks of the reference.
        after: the weeks that are held against it.
        together: how many charts share the false alarms.
    """
    usual = float(np.median(before.sizes)) if len(before.sizes) else 0.0
    enough = max(FEWEST, QUIET * usual)
    kept, later = before.sizes >= enough, after.sizes >= enough
    many = int(kept.sum())
    if many < FEWEST_WEEKS:
        return None
    mean, spread = _usual(before.means[kept], before.sizes[kept], sort)
    reached, error = 0.0, spread / math.sqrt(before.sizes[kept].sum())
    past = _averages((before.means[kept] - mean) * np.sqrt(before.sizes[kept]) / spread)
    limit = _limit(together, many)
    strength: list[float] = []
    signal = None
    for nth, (week, x, size) in enumerate(
        zip(after.weeks[later].tolist(), after.means[later].tolist(), after.sizes[later].tolist(), strict=True), 1
    ):
        reached = (1 - MEMORY) * reached + MEMORY * (x - mean) * math.sqrt(size) / spread
        theory = MEMORY / (2 - MEMORY) * (1 - (1 - MEMORY) ** (2 * nth)) + (error / spread) ** 2 * size
        width = limit * math.sqrt(max(theory, past * (1 - (1 - MEMORY) ** (2 * nth))))
        strength.append(reached / width)
        moved = reached * spread / math.sqrt(size)
        if signal is None and abs(strength[-1]) > 1 and _matters(moved, mean, sort):
            signal = _signal(name, sort, mean, x, date.fromordinal(week))
    told = tuple(date.fromordinal(week) for week in after.weeks[later].tolist())
    return Chart(name, sort, mean, told, tuple(after.means[later].tolist()), tuple(strength), signal)


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
    enough = ADD if sort == "rank" else min(ADD, max(LEAST, TIMES * mean))
    return abs(moved) >= enough


def _signal(name: str, sort: str, mean: float, now: float, week: date) -> Signal:
    kind: Kind = "score" if sort == "odds" else "drift"
    known = week + timedelta(days=WEEK)
    if sort == "rank":
        way = "larger" if now > mean else "smaller"
        return Signal(kind, name, known, f"{name}: {way} since about {week} (mean rank {now:.2f}, {mean:.2f} before)")
    if sort == "filled":
        gone = now < GONE * mean
        says = f"{name}: filled on {now:.0%} of the claims of the week of {week}, {mean:.0%} in training"
        return Signal("missing" if gone else kind, name, known, says)
    return Signal(kind, name, known, f"{name}: {now:.1%} in the week of {week}, {mean:.1%} in training")


def signals(found: Sequence[Chart]) -> Iterator[Signal]:
    """What the charts say."""
    return (one.signal for one in found if one.signal is not None)
