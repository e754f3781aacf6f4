"""What chance alone would do: tails of counts, log likelihoods, and the false discoveries among many tests."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, lgamma, log

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def log_likelihood(hits: npt.ArrayLike, of: npt.ArrayLike) -> Floats:
    """Of so many hits among so many, at the rate that suits them best (natural logarithm, 0 or less)."""
    k, n = np.asarray(hits, dtype=np.float64), np.asarray(of, dtype=np.float64)
    rest = n - k
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(k > 0, k * np.log(k / n), 0.0) + np.where(rest > 0, rest * np.log(rest / n), 0.0)
    return np.asarray(found, dtype=np.float64)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def binomial_tail(hits: int, of: int, rate: float) -> float:
    """The probability of so many hits or more, where each of ``of`` is one with the probability ``rate``."""
    if hits <= 0:
        return 1.0
    terms = [_log_choose(of, k) + k * log(rate) + (of - k) * log(1.0 - rate) for k in range(hits, of + 1)]
    return min(1.0, _sum_of_logs(terms))


def exceeds(hits: int, of: int, other_hits: int, other_of: int) -> float:
    """The probability (Fisher, one-sided) that two equal rates would show the first as much above the second."""
    total, all_hits = of + other_of, hits + other_hits
    most = min(of, all_hits)
    whole = _log_choose(total, all_hits)
    terms = [_log_choose(of, k) + _log_choose(other_of, all_hits - k) - whole for k in range(hits, most + 1)]
    return min(1.0, _sum_of_logs(terms))


def _sum_of_logs(terms: Sequence[float]) -> float:
    top = max(terms)
    return exp(top) * sum(exp(term - top) for term in terms)  # exp of what is too small is 0.0


def q_values(p_values: Sequence[float], tests: int) -> list[float]:
    """Benjamini and Hochberg: the share of false discoveries when all that is as strong as each is believed.

    Args:
        p_values: of the tests that are worth telling of.
        tests: how many were made in all; the others count as having found nothing.
    """
    order = sorted(range(len(p_values)), key=lambda at: p_values[at])
    found = [1.0] * len(p_values)
    least = 1.0
    for rank, at in reversed(list(enumerate(order, 1))):
        least = min(least, p_values[at] * max(tests, len(p_values)) / rank)
        found[at] = least
    return found
