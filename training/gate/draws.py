"""How sure a difference is that two models show on the same claims.

Claims of one patient are alike, and a corrected claim meets its first one's fate: they are drawn together, so that an
interval is as wide as there are patients, not claims.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from models.odds import Array
from training.gate.checked import Figure
from training.metrics import Labels

DRAWS = 1000
LEVEL = 0.05
"""The share of draws that may lie beyond either end of an interval; the error rate of tests."""
Z = 1.6448536269514722
"""Standard deviations that leave ``LEVEL`` above them."""

Clusters = npt.NDArray[np.intp]
"""Of each claim, its patient, counted from 0."""


def weights(clusters: Clusters, draws: int = DRAWS, seed: int = 0) -> Iterator[Array]:
    """How often each claim stands in a draw of patients, draw by draw; the same draws for the same seed."""
    rng = np.random.default_rng(seed)
    count = int(clusters.max()) + 1
    for _ in range(draws):
        yield np.bincount(rng.integers(0, count, count), minlength=count)[clusters].astype(np.float64)


def interval(name: str, value: float, drawn: Sequence[float]) -> Figure:
    """A figure with the interval of its draws."""
    low, high = np.quantile(drawn, [LEVEL, 1 - LEVEL])
    return Figure(name, value, float(low), float(high))


def mean_of(values: Array, chosen: Labels, clusters: Clusters) -> tuple[float, float]:
    """The mean of the chosen claims' values, and its standard error with patients as the units."""
    size = int(chosen.sum())
    mean = float(values[chosen].mean())
    sums = np.bincount(clusters, np.where(chosen, values - mean, 0.0))
    groups = len(np.unique(clusters[chosen]))
    return mean, float(np.sqrt((sums**2).sum() * groups / max(groups - 1, 1)) / size)


def chance_above(mean: float, error: float, limit: float) -> float:
    """How probable a mean like this one is where the truth lies at the limit and not above it."""
    if error <= 0.0:
        return float(mean <= limit)
    return 0.5 * math.erfc((mean - limit) / error / math.sqrt(2))


def holm(chances: Sequence[float], level: float = LEVEL) -> list[bool]:
    """Which of several findings stand, so that with the probability ``1 - level`` none of them is due to chance.

    Holm, Scandinavian Journal of Statistics 1979.
    """
    found = [False] * len(chances)
    for rank, at in enumerate(sorted(range(len(chances)), key=lambda one: chances[one])):
        if chances[at] > level / (len(chances) - rank):
            break
        found[at] = True
    return found
