"""Why single payers lie outside the band of chance: what would be left if one thing were known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from msgspec import Struct

from benchmarks.quality.anatomy import met
from benchmarks.quality.figures import by_payer, skill_of
from benchmarks.quality.own import Own
from benchmarks.quality.truth import Floats, Truth
from benchmarks.quality.unlearnt import SELDOM
from models.odds import calibrated, logit
from training.calibration import platt

FREE = 0.01
"""A pull so weak that a line fitted in hindsight may go where it likes."""


class Outside(Struct, frozen=True):
    """Payers outside the band, and skill, when the odds are put right in one way."""

    odds: str
    payers: int
    skill: float


def outside(own: Own, folder: Path | None) -> list[Outside]:
    """The odds as they are; with a line for each payer, fitted to the very claims that are measured; with truth.

    Args:
        own: the model on an office.
        folder: of the office, where it is a simulated one.
    """
    ways = {"as they are": own.p, "with a line for each payer, fitted in hindsight": _lines(own.truth, own.p)}
    if folder is not None:
        known = met(own, folder)
        seldom = np.array([bool(one) and known.answered[one] <= SELDOM for one in known.main])
        ways[f"true where a policy was answered {SELDOM} times or less"] = np.where(seldom, own.truth.oracle, own.p)
    return [
        Outside(name, sum(one.off > one.chance for one in by_payer(own.truth, p)), skill_of(own.truth, p))
        for name, p in ways.items()
    ]


def _lines(truth: Truth, p: Floats) -> Floats:
    """Odds after a slope and an intercept for each payer, the best that there are for these very claims."""
    found = p.copy()
    for payer in set(truth.payers.tolist()):
        at = truth.payers == payer
        line = platt(logit(p[at]), truth.denied[at], FREE)
        found[at] = calibrated(p[at], line.slope, line.intercept)
    return found
