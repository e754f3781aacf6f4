"""Why scores are what they are: what each feature adds to them, for many claims at once."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence

import numpy as np
from msgspec import Struct

from models.booster import Booster, Rows
from models.manifest import Hazard
from models.odds import FARTHEST, Array


class ExplainedLine(Struct, frozen=True):
    """Why one hazard of one line has its score: ``base`` plus the sum of ``effects`` is ``score``."""

    line: int
    """The row, counted from 0."""
    hazard: str
    base: float
    """Log-odds before anything is known of the line."""
    effects: Array
    """Log-odds that each feature adds, in the order of ``Bundle.feature_names``."""
    score: float
    """The hazard's raw score in log-odds, before calibration."""
    probability: float
    """The hazard's calibrated probability at this line."""


class Wanted(Struct, frozen=True, gc=False):
    """Which scores of a claim are to be explained."""

    rows: Rows
    """The model's input, one row a line."""
    hazards: Collection[str]
    """By name."""
    lines: Sequence[int]
    """The rows, counted from 0, in the order in which they are told."""


class Explaining:
    """Explains the scores of a model's hazards."""

    def __init__(self, hazards: Sequence[Hazard], boosters: Sequence[Booster]) -> None:
        self._boosters = {hazard.name: booster for hazard, booster in zip(hazards, boosters, strict=True)}
        self._calibrations = {hazard.name: hazard.calibration for hazard in hazards}

    def each(self, wanted: Sequence[Wanted]) -> list[list[ExplainedLine]]:
        """Line by line, and hazard by hazard within a line; bit by bit what each claim gets alone.

        A hazard is asked once for the lines of all claims, which takes little longer than for one.
        """
        asked: dict[str, list[Rows]] = {}
        for one in wanted:
            rows = one.rows.take(one.lines, axis=0)
            for name in one.hazards:
                asked.setdefault(name, []).append(rows)
        told: dict[str, Iterator[tuple[Array, float]]] = {}
        for name, blocks in asked.items():
            shares = self._boosters[name].contributions(blocks[0] if len(blocks) == 1 else np.concatenate(blocks))
            told[name] = zip(shares, np.add.reduce(shares, axis=1).tolist(), strict=True)
        return [
            [
                ExplainedLine(line, name, float(share[-1]), share[:-1], score, self._chance(name, score))
                for line in one.lines
                for name in self._boosters
                if name in one.hazards
                for share, score in (next(told[name]),)
            ]
            for one in wanted
        ]

    def _chance(self, hazard: str, score: float) -> float:
        by = self._calibrations[hazard]
        return 1.0 / (math.exp(-max(score * by.slope + by.intercept, FARTHEST)) + 1.0)
