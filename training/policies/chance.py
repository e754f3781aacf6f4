"""What chance alone would do: tails of counts, log likelihoods, and the false discoveries among many tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import bdtrc
from scipy.stats import false_discovery_control, hypergeom

Floats = npt.NDArray[np.float64]


def log_likelihood(hits: npt.ArrayLike, of: npt.ArrayLike) -> Floats:
    """Of so many hits among so many, at the rate that suits them best (natural logarithm, 0 or less)."""
    k, n = np.asarray(hits, dtype=np.float64), np.asarray(of, dtype=np.float64)
    rest = n - k
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(k > 0, k * np.log(k / n), 0.0) + np.where(rest > 0, rest * np.log(rest / n), 0.0)
    return np.asarray(found, dtype=np.float64)


def binomial_tail(hits: int, of: int, rate: float) -> float:
    """The probability of so many hits or more, where each of ``of`` is one with the probability ``rate``."""
    return float(bdtrc(hits - 1, of, rate)) if hits > 0 else 1.0


def exceeds(hits: int, of: int, other_hits: int, other_of: int) -> float:
    """The probability (Fisher, one-sided) that two equal rates would show the first as much above the second."""
    return float(hypergeom.sf(hits - 1, of + other_of, hits + other_hits, of))


def q_values(p_values: Sequence[float], tests: int) -> list[float]:
    """Benjamini and Hochberg: the share of false discoveries when all that is as strong as each is believed.

    Args:
        p_values: of the tests that are worth telling of.
        tests: how many were made in all; the others count as having found nothing.
    """
    rest = np.ones(max(0, tests - len(p_values)))
    found = false_discovery_control(np.concatenate([np.asarray(p_values, dtype=np.float64), rest]))
    return [float(q) for q in found[: len(p_values)]]
