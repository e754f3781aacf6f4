"""How far the newest claims stand from those before: the population stability index, column by column.

PSI is the sum over bins of (new share - old share) * ln(new share / old share). By custom, below 0.1 nothing moved,
above 0.25 much did. In small samples chance alone moves it: its mean under no change is about (bins - 1) times
(1/new + 1/old), which is taken off.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from training.data_report.held import Held
from training.data_report.suspicious import IDENTIFIERS

BINS = 10
MOVED = 0.1
"""Above it a column is told of."""
FEWEST = 50
"""Rows on either side below which nothing is said."""


class Drift(Struct, frozen=True):
    """A column that moved."""

    column: str
    psi: float
    before: float
    """Mean before, of the rows that have a value."""
    now: float


def drifts(found: Held) -> list[Drift]:
    """The columns of features that moved, the farthest first."""
    new = found.features["claim"].isin(set(found.claims["claim"][found.newest])).to_numpy()
    if min(new.sum(), (~new).sum()) < FEWEST:
        return []
    moved = []
    for name in (one for one in found.features if one not in IDENTIFIERS):
        values = found.features[name].to_numpy(dtype=np.float64)
        index = psi(values[~new], values[new])
        if index > MOVED:
            moved.append(Drift(name, index, _mean(values[~new]), _mean(values[new])))
    return sorted(moved, key=lambda one: (-one.psi, one.column))


def psi(before: npt.NDArray[np.float64], now: npt.NDArray[np.float64]) -> float:
    """The index of two samples, what chance alone makes taken off; missing values are a bin of their own."""
    edges: Any = (
        np.unique(np.nanquantile(before, np.linspace(0, 1, BINS + 1)[1:-1])) if (~np.isnan(before)).any() else []
    )
    old, new = (_shares(values, edges) for values in (before, now))
    kept = (old > 0) | (new > 0)
    old, new = (np.maximum(shares[kept], 0.5 / size) for shares, size in ((old, len(before)), (new, len(now))))
    by_chance = (int(kept.sum()) - 1) * (1 / len(before) + 1 / len(now))
    return float(((new - old) * np.log(new / old)).sum() - by_chance)


def _shares(values: npt.NDArray[np.float64], edges: Any) -> npt.NDArray[np.float64]:
    bins = np.where(np.isnan(values), len(edges) + 1, np.searchsorted(edges, values, side="right"))
    return np.bincount(bins, minlength=len(edges) + 2) / len(values)


def _mean(values: npt.NDArray[np.float64]) -> float:
    filled = values[~np.isnan(values)]
    return float(filled.mean()) if len(filled) else float("nan")
