"""Which parameters are looked for, and between which bounds."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from optuna.distributions import BaseDistribution, FloatDistribution, IntDistribution

from training.parameters import Parameters

DIGITS = 3
"""That count, of numbers that are not whole: nobody can tell 0.05 from 0.0500137."""


class Range(Struct, frozen=True):
    """The bounds of one parameter."""

    low: float
    high: float
    whole: bool = False
    by_ratio: bool = True
    """Whether doubling counts as much at the low end as at the high one."""


SPACE: dict[str, Range] = {
    "rounds": Range(40, 400, whole=True),
    "learning_rate": Range(0.015, 0.15),
    # Deeper trees, and more leaves, cost more to explain than they ever gained.
    "depth": Range(3, 6, whole=True, by_ratio=False),
    "leaves": Range(6, 31, whole=True),
    "lines_in_leaf": Range(8, 150, whole=True),
    "columns": Range(0.15, 0.9, by_ratio=False),
    "l2": Range(0.5, 50),
    "others": Range(3_000, 120_000),
    "ridge": Range(5, 150),
}
"""By name. What shapes the history's counts (how many answers a broader rate is worth, how fast answers fade) is not
among them: whoever changes it must live through the history anew for each trial, and serve with it."""


def distributions() -> dict[str, BaseDistribution]:
    """The same for Optuna."""
    return {
        name: IntDistribution(int(one.low), int(one.high), log=one.by_ratio)
        if one.whole
        else FloatDistribution(one.low, one.high, log=one.by_ratio)
        for name, one in SPACE.items()
    }


def parameters_of(drawn: Mapping[str, float]) -> Parameters:
    """Parameters as they were drawn, numbers that are not whole rounded."""
    return Parameters(**{name: value if SPACE[name].whole else rounded(value) for name, value in drawn.items()})  # type: ignore[arg-type]


def rounded(value: float) -> float:
    """With as many digits as count."""
    return float(f"{value:.{DIGITS}g}")
