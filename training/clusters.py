"""Claims that share a fate, and how sure a figure is that is made of them.

Claims of one patient are alike, and a corrected claim meets its first one's fate; claims that a payer answers in one
remittance meet the same programme and the same mistakes. They are taken together, so that an interval is as wide as
there are patients, not claims.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from claims.claim import Claim
from models.odds import Array
from training.metrics import Labels

DRAWS = 1000

Clusters = npt.NDArray[np.intp]
"""Of each claim, to which of several it belongs (whose it is, which remittance answered it), counted from 0."""


def numbered(keys: Iterable[Hashable]) -> Clusters:
    """The same number for the same key, in the order in which keys come."""
    found: dict[Hashable, int] = {}
    return np.array([found.setdefault(key, len(found)) for key in keys], dtype=np.intp)


def patients(claims: Sequence[Claim]) -> Clusters:
    """Whose claim each is; one that names nobody is a patient of its own."""
    return numbered(
        (claim.subscriber.member_id, claim.patient.birth_date, claim.patient.first_name)
        if claim.subscriber.member_id
        else at
        for at, claim in enumerate(claims)
    )


def weights(clusters: Clusters, draws: int = DRAWS, seed: int = 0) -> Iterator[Array]:
    """How often each claim stands in a draw of patients, draw by draw; the same draws for the same seed."""
    rng = np.random.default_rng(seed)
    count = int(clusters.max()) + 1
    for _ in range(draws):
        yield np.bincount(rng.integers(0, count, count), minlength=count)[clusters].astype(np.float64)


def mean_of(values: Array, chosen: Labels, clusters: Clusters) -> tuple[float, float]:
    """The mean of the chosen claims' values, and its standard error with patients as the units."""
    size = int(chosen.sum())
    mean = float(values[chosen].mean())
    sums = np.bincount(clusters, np.where(chosen, values - mean, 0.0))
    groups = len(np.unique(clusters[chosen]))
    return mean, float(np.sqrt((sums**2).sum() * groups / max(groups - 1, 1)) / size)


def error_of(values: Array, one: Clusters, other: Clusters) -> float:
    """The standard error of the mean of values that are alike in two ways.

    The variance by one, plus that by the other, less that by both at once (Cameron, Gelbach and Miller, Journal of
    Business & Economic Statistics 2011); never less than by either, or than claims that have nothing to do with each
    other would give.
    """
    every = np.ones(len(values), dtype=bool)
    both = numbered(zip(one.tolist(), other.tolist(), strict=True))
    alone = np.arange(len(values))
    a, b, shared, least = (mean_of(values, every, by)[1] ** 2 for by in (one, other, both, alone))
    return math.sqrt(max(a + b - shared, a, b, least))
