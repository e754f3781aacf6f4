"""Whether odds held: of the claims that were told a chance within a band, how many were refused."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt

from msgspec import Struct

EDGES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
"""Of the bands: narrow where most claims are."""

FEWEST = 20
"""Answered claims below which a band says nothing."""

Z = 1.96
"""Standard deviations that hold 95 %."""


class Band(Struct):
    """The answered claims that were told a chance between two edges, the upper one not counted."""

    low: float
    high: float
    claims: int = 0
    expected: float = 0.0
    """Sum of the chances that were told."""
    refused: int = 0

    def add(self, chance: float, *, refused: bool) -> None:
        """Count a claim."""
        self.claims += 1
        self.expected += chance
        self.refused += refused

    @property
    def rate(self) -> float:
        """The share that was refused."""
        return self.refused / self.claims

    @property
    def told(self) -> float:
        """The mean chance that was told."""
        return self.expected / self.claims

    @property
    def name(self) -> str:
        """Such as ``20-30 %``."""
        return f"{self.low * 100:.0f}–{self.high * 100:.0f} %"

    @property
    def range(self) -> tuple[float, float]:
        """Rates that these counts agree with, in 95 of 100 cases (Wilson 1927)."""
        n, p = self.claims, self.rate
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def says(self) -> str:
        """How the rate goes with what was told."""
        if self.claims < FEWEST:
            return "too few to tell"
        low, high = self.range
        if low <= self.told <= high:
            return "as told"
        return "more than told" if self.told < low else "fewer than told"


def bands() -> list[Band]:
    """Empty ones."""
    return [Band(low, high) for low, high in pairwise(EDGES)]


def band_of(chance: float, several: list[Band]) -> Band:
    """The one that a chance falls into."""
    return next((one for one in several if chance < one.high), several[-1])
