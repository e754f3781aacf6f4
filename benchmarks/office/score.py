"""The figures of the yardstick: of one model on one office."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from benchmarks.quality.figures import loss, skill_of
from benchmarks.quality.money import caught
from benchmarks.quality.truth import Floats, Truth
from training.metrics import auprc, off

REVIEWED = 0.1
"""The share of the claims that may be looked at."""


class Score(Struct, frozen=True):
    """All figures."""

    skill: float
    """(loss of the base rate - loss) / (loss of the base rate - loss of the oracle)."""
    log_loss: float
    """Nats a claim."""
    auprc: float
    """Average precision."""
    off: float
    """Calibration error: mean distance of promised and met rate over 15 bins of equal size."""
    caught: float
    """The share of the refused dollars among the tenth of the claims with the most to lose: odds times charge. A dollar
    counts as much as the payer would have paid of it."""


def score(truth: Truth, p: Floats) -> Score:
    """Hold the odds of the measured claims, in the truth's order, against what became of them."""
    looked_at = max(1, int(len(p) * REVIEWED))
    return Score(
        skill=skill_of(truth, p),
        log_loss=float(loss(p, truth.denied).mean()),
        auprc=auprc(p, truth.denied),
        off=off(p, truth.denied),
        caught=float(caught(truth.worth, p * truth.charges)[looked_at - 1]),
    )


def limits(truth: Truth) -> dict[str, Score]:
    """The two ends: who knows every payer's policy, and who says the base rate of each claim."""
    return {
        "the oracle": score(truth, truth.oracle),
        "the base rate": score(truth, np.full(len(truth.keys), truth.base_rate)),
    }
