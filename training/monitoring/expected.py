"""Performance before the answers: what calibrated odds themselves promise (confidence-based estimation).

A claim with odds *p* is refused with probability *p*, so each figure has an expectation without any answer. The
estimate is as good as the odds are calibrated: it sees that claims became harder or easier to tell, and is blind to a
payer that changes its mind, which only answers show. After *CBPE* as NannyML describes it.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from models.odds import Array

LITTLE = 1e-6


class Expected(Struct, frozen=True):
    """What odds promise of a group of claims."""

    claims: int
    denials: float
    """How many will be refused."""
    denials_error: float
    """One standard deviation of it, were the odds exact."""
    log_loss: float
    """Nats a claim."""
    gain: float
    """The share of the base rate's log loss that will be saved."""
    auprc: float
    dollars: float
    """The share of the refused dollars that will be among the riskiest tenth."""


def expected(p: Array, charged: Array, base_rate: float) -> Expected | None:
    """The expectations of a group of claims with odds ``p``; ``None`` of none.

    Args:
        p: odds of refusal.
        charged: dollars of each claim.
        base_rate: what one would say without a model.
    """
    if not len(p):
        return None
    q = np.clip(p, LITTLE, 1 - LITTLE)
    loss = float(entropy(q).mean())
    base = -(q.mean() * math.log(base_rate) + (1 - q.mean()) * math.log1p(-base_rate))
    order = np.argsort(-q, kind="stable")
    found, at_risk = q[order], (q * charged)[order]
    precision = np.cumsum(found) / np.arange(1, len(q) + 1)
    top = max(1, len(q) // 10)
    return Expected(
        claims=len(q),
        denials=float(q.sum()),
        denials_error=float(math.sqrt((q * (1 - q)).sum())),
        log_loss=loss,
        gain=float(1 - loss / base),
        auprc=float((found * precision).sum() / found.sum()),
        dollars=float(at_risk[:top].sum() / max(at_risk.sum(), LITTLE)),
    )


def entropy(p: Array) -> Array:
    """The log loss that exact odds expect of themselves, in nats."""
    q = np.clip(p, LITTLE, 1 - LITTLE)
    answer: Array = -(q * np.log(q) + (1 - q) * np.log1p(-q))
    return answer
