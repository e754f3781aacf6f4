"""Since when, and until when: the day at which the rate of refusal changed, by maximum likelihood."""

from __future__ import annotations

from datetime import date

import numpy as np
from msgspec import Struct

from training.policies.chance import log_likelihood
from training.policies.splits import LEAST_GAIN
from training.policies.table import Flags, Numbers

RARELY = 1.0
"""How much more an end must explain than a beginning: payers begin to ask for things more often than they stop."""
WITHIN = 3.0
"""How much less likely a day of the interval may be than the best. For a day of change the usual half of chi-square is
too little: measured on constructed streams, this much holds the true day in 95 of 100 or more."""


class Change(Struct, frozen=True):
    """A day at which the rate of refusal changed."""

    day: date
    """The first day of the new rate, as far as can be told."""
    earliest: date
    latest: date
    """Between these two it lies, with 95 % confidence."""
    gain: float
    """How much more likely the refusals are with the change than without (log likelihood)."""


def change(days: Numbers, hit: Flags, *, rises: bool) -> Change | None:
    """The most likely day at which refusals began, or ended; ``None`` where one rate explains them as well.

    Args:
        days: of service, as ordinals, one a case.
        hit: whether the case was refused.
        rises: whether to look for a beginning; else for an end.
    """
    steps, at = np.unique(days, return_inverse=True)
    if len(steps) <= 1:
        return None
    n = np.cumsum(np.bincount(at, minlength=len(steps)))
    k = np.cumsum(np.bincount(at, weights=hit, minlength=len(steps)))
    before_n, before_k = n[:-1], k[:-1]
    after_n, after_k = n[-1] - before_n, k[-1] - before_k
    gains = log_likelihood(before_k, before_n) + log_likelihood(after_k, after_n) - log_likelihood(k[-1], n[-1])
    higher = after_k * before_n > before_k * after_n
    gains = np.where(higher if rises else ~higher, gains, 0.0)
    best = int(np.argmax(gains))
    if gains[best] < np.log(len(steps)) + LEAST_GAIN + (0.0 if rises else RARELY):
        return None
    near = np.flatnonzero(gains >= gains[best] - WITHIN)
    # The change lies after one case and no later than the next: its middle errs least.
    middle = (int(steps[best]) + 1 + int(steps[best + 1])) // 2
    return Change(
        date.fromordinal(middle),
        date.fromordinal(int(steps[near[0]]) + 1),
        date.fromordinal(int(steps[near[-1] + 1])),
        float(gains[best]),
    )
