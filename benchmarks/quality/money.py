"""What looking at claims brings: refused dollars caught by share of the claims looked at, whoever says which first."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from benchmarks.quality.own import Own
from benchmarks.quality.truth import Floats, Truth
from models import Bundle, Review

SHARES = (0.05, 0.1, 0.2, 0.3, 0.5)
LOOKS = (0.5, 1.0, 2.0, 4.0)
"""Costs of a look, as multiples of what the bundle takes it to cost."""


class Held(Struct, frozen=True):
    """What it brings to look at the claims whose expected saving exceeds the cost of a look."""

    look_cost: float
    """Dollars."""
    held: float
    """Share of the claims."""
    caught: float
    """Share of the refused claims among those."""
    dollars: float
    """Share of the refused charges among those."""
    net: float
    """Dollars saved less dollars spent on looks, for 1,000 claims, as they turned out."""


def caught(worth: Floats, order: Floats) -> Floats:
    """Share of what is worth finding among the first 1, 2, … claims, the greatest of ``order`` first."""
    found = worth[np.argsort(-order, kind="stable")]
    return np.asarray(np.cumsum(found) / found.sum())


def orders(own: Own, others: dict[str, dict[str, float]]) -> dict[str, Floats]:
    """The orders in which claims may be looked at, by who says so."""
    truth = own.truth
    found = {"oracle: true odds × charge": truth.oracle * truth.charges, "cleanclaim: dollars at risk": own.at_risk}
    found |= {"cleanclaim: odds": own.p}
    found |= {f"{name}: odds × charge": truth.aligned(odds) * truth.charges for name, odds in others.items()}
    return found | {"charge alone": truth.charges}


def thresholds(own: Own) -> list[Held]:
    """What other costs of a look would do."""
    review = Bundle.load(own.bundle).review
    return [_held(own, review, review.look_cost * factor) for factor in LOOKS]


def verdict(own: Own) -> Held:
    """What the verdicts do that the product gave."""
    review = Bundle.load(own.bundle).review
    return effect(own.truth, review, own.held, review.look_cost)


def _held(own: Own, review: Review, look_cost: float) -> Held:
    pairs = zip(own.p.tolist(), own.at_risk.tolist(), strict=True)
    held = np.array([review.saving(p, at_risk) > look_cost for p, at_risk in pairs])
    return effect(own.truth, review, held, look_cost)


def effect(truth: Truth, review: Review, held: npt.NDArray[np.bool_], look_cost: float) -> Held:
    """What it brings to look at some claims; a refused charge counts at what it would have brought."""
    saved = np.array(
        [
            review.saving(float(denied), lost)
            for denied, lost in zip(truth.denied.tolist(), truth.worth.tolist(), strict=True)
        ]
    )
    return Held(
        look_cost=look_cost,
        held=float(held.mean()),
        caught=float(truth.denied[held].sum() / truth.denied.sum()),
        dollars=float(truth.refused[held].sum() / truth.refused.sum()),
        net=float(1000 * (saved[held] - look_cost).sum() / len(held)),
    )
