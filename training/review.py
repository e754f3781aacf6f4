"""What it brings to look at claims before they are sent: refusals and dollars caught, less the cost of the looks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from models.review import Review
from training.trained import HeldOut

Chosen = npt.NDArray[np.bool_]
LAST = 0.1
"""The claims that are just worth a look: this share of those looked at, the least worth it."""


class Looks(Struct, frozen=True):
    """What looks at some claims of the hold-out bring; nothing of it is weighed by what the model said of them."""

    share: float
    """Share of the claims that are looked at."""
    refused: float
    """Share of these that were refused."""
    caught: float
    """Share of the refused claims that are looked at."""
    dollars_caught: float
    """Share of the refused dollars that are looked at."""
    net_per_thousand: float
    """Dollars saved less dollars spent on looks, for 1,000 claims: by the review's numbers, on what was refused."""
    pays_from: float
    """The share of their refusals that looks must prevent to pay for themselves; infinite where none was refused."""


def savings(held_out: HeldOut, review: Review) -> npt.NDArray[np.float64]:
    """Dollars that a look at each claim is expected to save: in this order claims are worth one."""
    return np.array([review.saving(*each) for each in zip(held_out.odds, held_out.at_risk, strict=True)])


def by_threshold(held_out: HeldOut, review: Review) -> Chosen:
    """The claims that are put up for review: a look is expected to save more than it costs."""
    return np.array([review.worth_a_look(*each) for each in zip(held_out.odds, held_out.at_risk, strict=True)])


def by_number(held_out: HeldOut, review: Review, share: float) -> Chosen:
    """The claims that are most worth a look, as many as there is time for."""
    chosen = np.zeros(len(held_out.odds), dtype=np.bool_)
    chosen[np.argsort(-savings(held_out, review), kind="stable")[: round(share * len(chosen))]] = True
    return chosen


def least_worth(held_out: HeldOut, review: Review, chosen: Chosen) -> Chosen:
    """Of the claims that are looked at, those that are just worth it."""
    saved = savings(held_out, review)
    worst = np.flatnonzero(chosen)[np.argsort(saved[chosen], kind="stable")]
    last = np.zeros_like(chosen)
    last[worst[: -(-len(worst) // round(1 / LAST))]] = True
    return last


def looks(held_out: HeldOut, review: Review, chosen: Chosen) -> Looks:
    """What it brings to look at the chosen claims, as they turned out."""
    denied, dollars = np.array(held_out.denied), np.array(held_out.refused)
    cost = denied * review.rework_cost + review.lost * dollars  # of the refusals, where no one looks
    spent = review.look_cost * chosen.sum()
    return Looks(
        share=float(chosen.mean()),
        refused=float(denied[chosen].mean()) if chosen.any() else 0.0,
        caught=float(denied[chosen].sum() / max(denied.sum(), 1)),
        dollars_caught=float(dollars[chosen].sum() / max(dollars.sum(), 1e-9)),
        net_per_thousand=float(1000 * (review.prevented * cost[chosen].sum() - spent) / len(chosen)),
        pays_from=float(spent / cost[chosen].sum()) if cost[chosen].any() else float("inf"),
    )
