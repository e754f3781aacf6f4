"""What the review threshold does: claims held, refusals among them, dollars saved."""

from __future__ import annotations

import numpy as np
from msgspec import Struct, structs

from training.trained import Trained


class Effect(Struct, frozen=True):
    """What it brings to look at the claims whose expected saving exceeds the cost of a look."""

    held: float
    """Share of claims put up for review."""
    caught: float
    """Share of refused claims among those."""
    net_per_thousand: float
    """Dollars saved less dollars spent on looks, for 1,000 claims, as they turned out."""


def effect(trained: Trained, look_cost: float) -> Effect:
    """The effect on the held-out claims, if a look cost ``look_cost`` dollars."""
    review = structs.replace(trained.bundle.review, look_cost=look_cost)
    held_out, p = trained.held_out, trained.held_out.odds
    held = np.array([review.worth_a_look(odds, at_risk) for odds, at_risk in zip(p, held_out.at_risk, strict=True)])
    denied = np.array(held_out.denied)
    saved = np.array([review.saving(1.0, lost) if lost else 0.0 for lost in held_out.refused])
    net = (saved[held] - look_cost).sum()
    return Effect(
        held=float(held.mean()),
        caught=float(denied[held].sum() / max(denied.sum(), 1)),
        net_per_thousand=float(1000 * net / len(p)),
    )
