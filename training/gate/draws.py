"""How sure a difference is that two models show on the same claims, of draws by :mod:`training.clusters`."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from training.gate.checked import Figure

LEVEL = 0.05
"""The share of draws that may lie beyond either end of an interval; the error rate of tests."""
Z = 1.6448536269514722
"""Standard deviations that leave ``LEVEL`` above them."""


def interval(name: str, value: float, drawn: Sequence[float]) -> Figure:
    """A figure with the interval of its draws."""
    low, high = np.quantile(drawn, [LEVEL, 1 - LEVEL])
    return Figure(name, value, float(low), float(high))


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
