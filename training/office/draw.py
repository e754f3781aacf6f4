"""Dice: every random choice of a made-up office, from one seed and nothing else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import log
from statistics import NormalDist
from typing import Generic, TypeVar

import numpy as np

T = TypeVar("T")
_NORMAL = NormalDist()
_BATCH = 16_384


class Weighted(Generic[T]):
    """Things to choose from, each with a weight above zero."""

    def __init__(self, pairs: Iterable[tuple[T, float]]) -> None:
        kept = [(thing, weight) for thing, weight in pairs if weight > 0]
        self.things: tuple[T, ...] = tuple(thing for thing, _ in kept)
        self.bounds: list[float] = list(accumulate(weight for _, weight in kept))


class Dice:
    """Uniform numbers of a numpy generator, drawn in batches: a single draw of numpy's costs ten times as much."""

    def __init__(self, *seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._left: list[float] = []

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        """A number from ``low`` up to but not including ``high``."""
        if not self._left:
            self._left = self._rng.random(_BATCH).tolist()
        return low + (high - low) * self._left.pop()

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.uniform() < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self.uniform() * (high - low + 1))

    def one_of(self, things: Sequence[T]) -> T:
        """One of them, all equally likely."""
        return things[int(self.uniform() * len(things))]

    def pick(self, weighted: Weighted[T]) -> T:
        """One of them, by weight."""
        return weighted.things[bisect_right(weighted.bounds, self.uniform() * weighted.bounds[-1])]

    def sample(self, things: Sequence[T], size: int) -> list[T]:
        """So many different ones, in random order; all of them where there are fewer."""
        left = list(things)
        return [left.pop(int(self.uniform() * len(left))) for _ in range(min(size, len(things)))]

    def exponential(self, mean: float) -> float:
        """A waiting time with this mean."""
        return -mean * log(1.0 - self.uniform())

    def normal(self, mean: float, deviation: float) -> float:
        """A number of the bell curve."""
        return mean + deviation * _NORMAL.inv_cdf(min(max(self.uniform(), 1e-12), 1 - 1e-12))

    def digits(self, count: int) -> str:
        """So many decimal digits, the first not zero."""
        return str(self.whole(10 ** (count - 1), 10**count - 1))
