"""Where refusals part from payments: by a list of values, a limit, a day. Each is the split of greatest likelihood.

A split divides cases into those inside, of which more are refused, and those outside. Its gain is what two rates
explain better than one (log likelihood); ``options`` says among how many splits it was the best.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log

import numpy as np
from msgspec import Struct

from training.policies.chance import log_likelihood
from training.policies.table import UNKNOWN, Flags, Numbers

LEAST_GAIN = 2.0
"""What a split must explain beyond the logarithm of its options."""
LEAST_OF_A_VALUE = 1.3
"""What a further value of a list must explain."""
MOST_VALUES = 40


class Split(Struct, frozen=True):
    """Cases parted in two."""

    inside: Flags
    gain: float
    options: int
    values: tuple[str, ...] = ()
    limit: int = 0

    @property
    def worth(self) -> float:
        """Its gain, less what the best of so many splits gains by chance."""
        return self.gain - log(self.options + 1) - LEAST_GAIN


def _gain(inside: Flags, hit: Flags) -> float:
    n, k = int(inside.sum()), int((inside & hit).sum())
    rest, left = len(hit) - n, int(hit.sum()) - k
    if not n or not rest or k * rest <= left * n:
        return 0.0
    return float(log_likelihood(k, n) + log_likelihood(left, rest) - log_likelihood(k + left, n + rest))


def among(values: Sequence[str], hit: Flags) -> Split | None:
    """One of a few values: those with the highest rates, as many of them as explain most."""
    seen, hits = Counter(values), Counter(value for value, is_hit in zip(values, hit, strict=True) if is_hit)
    ranked = sorted(seen, key=lambda value: (-hits[value] / seen[value], value))
    if len(ranked) <= 1:
        return None
    best: Split | None = None
    chosen: set[str] = set()
    for value in ranked[:-1]:
        if not hits[value]:
            break
        chosen.add(value)
        inside = np.array([one in chosen for one in values], dtype=bool)
        if (gain := _gain(inside, hit)) > (best.gain if best else 0.0):
            best = Split(inside, gain, len(ranked), tuple(sorted(chosen)))
    return best


def above(numbers: Numbers, hit: Flags) -> Split | None:
    """More than a limit: ``limit`` is the highest number that is still outside."""
    known = numbers != UNKNOWN
    steps, at = np.unique(numbers[known], return_inverse=True)
    if len(steps) <= 1:
        return None
    n = np.bincount(at, minlength=len(steps))
    k = np.bincount(at, weights=hit[known], minlength=len(steps))
    below_n, below_k = np.cumsum(n)[:-1], np.cumsum(k)[:-1]
    over_n, over_k = n.sum() - below_n, k.sum() - below_k
    gains = log_likelihood(below_k, below_n) + log_likelihood(over_k, over_n) - log_likelihood(k.sum(), n.sum())
    gains = np.where(over_k * below_n > below_k * over_n, gains, 0.0)
    best = int(np.argmax(gains))
    if gains[best] <= 0:
        return None
    limit = int(steps[best])
    return Split(known & (numbers > limit), float(gains[best]), len(steps) - 1, limit=limit)


def below(numbers: Numbers, hit: Flags) -> Split | None:
    """Less than a limit: ``limit`` is the lowest number that is still outside."""
    mirrored = np.where(numbers == UNKNOWN, UNKNOWN, int(numbers.max(initial=0)) + 1 - numbers)
    found = above(mirrored, hit)
    return Split(found.inside, found.gain, found.options, limit=int(numbers.max()) + 1 - found.limit) if found else None


def any_of(sets: Sequence[tuple[str, ...]], hit: Flags) -> Split | None:
    """With one of these values: added one by one while each explains more."""
    return _list(sets, hit, lacking=False)


def none_of(sets: Sequence[tuple[str, ...]], hit: Flags) -> Split | None:
    """With none of these values: added one by one while each explains more."""
    return _list(sets, hit, lacking=True)


def _list(sets: Sequence[tuple[str, ...]], hit: Flags, *, lacking: bool) -> Split | None:
    seen = Counter(value for one in sets for value in one)
    if not seen:
        return None
    values = sorted(seen, key=lambda value: (-seen[value], value))
    bears = np.zeros((len(values), len(sets)), dtype=bool)
    rows = {value: at for at, value in enumerate(values)}
    for at, one in enumerate(sets):
        for value in one:
            bears[rows[value], at] = True
    total, hits = len(hit), int(hit.sum())
    chosen: list[int] = []
    covered = np.zeros(total, dtype=bool)
    gain = 0.0
    whole = float(log_likelihood(hits, total))
    while len(chosen) < min(MOST_VALUES, len(values)):
        union = bears | covered
        n = union.sum(axis=1)
        k = (union & hit).sum(axis=1)
        gains = log_likelihood(k, n) + log_likelihood(hits - k, total - n) - whole
        higher = k * (total - n) > (hits - k) * n
        lower = k * (total - n) < (hits - k) * n
        gains = np.where(lower if lacking else higher, gains, 0.0)
        best = int(np.argmax(gains))
        if gains[best] < gain + LEAST_OF_A_VALUE:
            break
        chosen.append(best)
        covered = union[best]
        gain = float(gains[best])
    if not chosen:
        return None
    inside = ~covered if lacking else covered
    return Split(inside, gain, len(values), tuple(sorted(values[at] for at in chosen)))


def around(numbers: Numbers, hit: Flags) -> Split | None:
    """Under one limit or over another, such as ages: ``values`` are the lowest and the highest that are outside."""
    known = numbers != UNKNOWN
    steps = np.unique(numbers[known])
    if len(steps) <= 1:
        return None
    at = np.searchsorted(steps, numbers[known])
    n = np.concatenate([[0], np.cumsum(np.bincount(at, minlength=len(steps)))])
    k = np.concatenate([[0], np.cumsum(np.bincount(at, weights=hit[known], minlength=len(steps)))])
    low, high = np.triu_indices(len(steps))  # the ages from step low to step high are paid
    paid_n, paid_k = n[high + 1] - n[low], k[high + 1] - k[low]
    out_n, out_k = n[-1] - paid_n, k[-1] - paid_k
    gains = log_likelihood(paid_k, paid_n) + log_likelihood(out_k, out_n) - log_likelihood(k[-1], n[-1])
    gains = np.where(out_k * paid_n > paid_k * out_n, gains, 0.0)
    best = int(np.argmax(gains))
    if gains[best] <= 0:
        return None
    first, last = int(steps[low[best]]), int(steps[high[best]])
    inside = known & ((numbers < first) | (numbers > last))
    return Split(inside, float(gains[best]), len(low), (str(first), str(last)))
