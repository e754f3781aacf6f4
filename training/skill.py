"""Skill: how much of what can be known a model knows. For simulated offices, where the best possible odds are known.

0 is the base rate of the training claims, 1 is the oracle, which knows every payer's policy (log loss, rescaled).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from models.odds import Array
from training.metrics import Labels, auroc, off

DRAWS = 200


class Skill(Struct, frozen=True):
    """What a model is worth on one office."""

    skill: float
    spread: float
    """One standard deviation of ``skill`` over bootstrap draws of the claims."""
    auroc: float
    oracle_auroc: float
    calibration_error: float
    claims: int
    denied: float
    """The share of the claims that was refused."""


def skill(p: Array, oracle: Array, denied: Labels, base_rate: float, seed: int = 0) -> Skill:
    """Hold odds against what happened, and against the best that anyone could say.

    Args:
        p: the model's probability of refusal of each claim.
        oracle: its true probability.
        denied: whether it was refused.
        base_rate: the share refused among the answered training claims.
        seed: of the bootstrap.
    """
    losses = np.stack([_losses(odds, denied) for odds in (np.full(len(p), base_rate), p, oracle)])
    rng = np.random.default_rng(seed)
    draws = [_rescaled(losses[:, rng.integers(0, len(p), len(p))]) for _ in range(DRAWS)]
    return Skill(
        skill=_rescaled(losses),
        spread=float(np.std(draws)),
        auroc=auroc(p, denied),
        oracle_auroc=auroc(oracle, denied),
        calibration_error=off(p, denied),
        claims=len(p),
        denied=float(denied.mean()),
    )


def _losses(p: Array, denied: Labels) -> Array:
    p = np.clip(p, 1e-5, 1 - 1e-5)
    return np.asarray(-np.where(denied, np.log(p), np.log1p(-p)))


def _rescaled(losses: npt.NDArray[np.float64]) -> float:
    base, ours, best = losses.mean(axis=1)
    return float((base - ours) / (base - best))
