"""What the best trial gained against the defaults, on weeks that chose nothing."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from models.odds import Array
from training.frame import Index

DRAWS = 2000
LEVEL = 0.95


class Gain(Struct, frozen=True):
    """Log loss saved, in nats a claim, with the interval that holds it 19 times in 20."""

    saved: float
    low: float
    high: float
    claims: int
    defaults: float
    """Log loss with the defaults."""

    @property
    def sure(self) -> bool:
        """Whether it is more than chance makes."""
        return self.low > 0


def gain(defaults: Array, tuned: Array, days: Index, seed: int) -> Gain:
    """Compare two fits claim by claim; days, not claims, are drawn anew: what one day brings is of one kind.

    Args:
        defaults: log loss of each claim with the defaults.
        tuned: the same with what was tuned.
        days: on which each claim was sent.
        seed: of the draws.
    """
    _, which = np.unique(days, return_inverse=True)
    saved = np.bincount(which, defaults - tuned)
    claims = np.bincount(which)
    drawn = np.random.default_rng(seed).multinomial(len(saved), np.full(len(saved), 1 / len(saved)), DRAWS)
    means = (drawn @ saved) / np.maximum(drawn @ claims, 1)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Gain(float((defaults - tuned).mean()), float(low), float(high), len(defaults), float(defaults.mean()))
