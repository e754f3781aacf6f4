"""What looking at claims brings: refused dollars caught by share of the claims looked at, whoever says which first."""

from __future__ import annotations

import numpy as np
from msgspec import structs

from benchmarks.quality.own import Own
from benchmarks.quality.truth import Floats
from models import Bundle
from training.review import Looks, by_threshold, looks
from training.trained import HeldOut

SHARES = (0.05, 0.1, 0.2, 0.3, 0.5)
LOOKS = (0.5, 1.0, 2.0, 4.0)
"""Costs of a look, as multiples of what the bundle takes it to cost."""


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


def verdicts(own: Own) -> dict[str, Looks]:
    """What it brings to look at the claims that the product held, and at those it would hold at other costs."""
    review, held_out = Bundle.load(own.bundle).review, held_out_of(own)
    found = {"the verdict as given (fix or review)": looks(held_out, review, own.held)}
    for factor in LOOKS:
        other = structs.replace(review, look_cost=review.look_cost * factor)
        found[f"worth a look of ${other.look_cost:.2f}"] = looks(held_out, other, by_threshold(held_out, other))
    return found


def held_out_of(own: Own) -> HeldOut:
    """The measured claims, for :mod:`training.review`."""
    truth = own.truth
    every = list(range(len(truth.keys)))
    return HeldOut(every, own.p.tolist(), truth.denied.tolist(), own.at_risk.tolist(), truth.worth.tolist())
