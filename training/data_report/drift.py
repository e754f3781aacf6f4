"""How far the newest claims stand from those before: the population stability index, column by column.

Columns that say what stands on the claim are compared, and the codes of payer, provider and place; not what is known of
the past, which grows with time by itself (whether that hurts a model, monitoring tells).

PSI is the sum over bins of (new share - old share) * ln(new share / old share). By custom, below 0.1 nothing moved,
above 0.25 much did. In small samples chance alone moves it: its mean under no change is about (bins - 1) times
(1/new + 1/old), which is taken off.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

import features
from training.data_report.held import Chosen, Held

BINS = 10
MOVED = 0.1
"""Above it a column is told of."""
FEWEST = 50
"""Rows on either side below which nothing is said."""
OF_THE_PAST = frozenset({"experience", "past", "visits", "services"})
"""What a feature is computed from that is not on the claim."""
SEASONS = frozenset({"service_month"})
"""The newest claims have others than those before, in any year."""
CODES = ("payer_id", "filing_indicator", "billing_npi", "place_of_service", "claim_type", "sex")
RAREST = 0.01
"""Share of a code before and now below which it goes with the other rare ones."""


class Drift(Struct, frozen=True):
    """A column that moved."""

    column: str
    psi: float
    before: str
    """The mean of the rows that have a value; of codes, the share of the one that moved most."""
    now: str


def drifts(found: Held) -> list[Drift]:
    """The columns that moved, the farthest first."""
    new = found.features["claim"].isin(set(found.claims["claim"][found.newest])).to_numpy()
    if min(found.newest.sum(), (~found.newest).sum()) < FEWEST:
        return []
    moved = [_of_codes(name, found.claims[name].fillna("").astype(str), found.newest) for name in CODES]
    on_the_claim = {one.name for one in features.catalogue() if OF_THE_PAST.isdisjoint(one.arguments)} - SEASONS
    for name in (one for one in found.features if one in on_the_claim):
        values = found.features[name].to_numpy(dtype=np.float64)
        old, now = values[~new], values[new]
        moved.append(Drift(name, psi(old, now), f"{_mean(old):,.3g}", f"{_mean(now):,.3g}"))
    return sorted((one for one in moved if one.psi > MOVED), key=lambda one: (-one.psi, one.column))


def _of_codes(name: str, values: Any, new: Chosen) -> Drift:
    """The index of a column of codes; rare ones are taken together, since shares of nearly nothing jump."""
    old, now = (values[chosen].value_counts(normalize=True) for chosen in (~new, new))
    shares = {code: (float(old.get(code, 0)), float(now.get(code, 0))) for code in sorted({*old.index, *now.index})}
    kept = {code: pair for code, pair in shares.items() if max(pair) >= RAREST}
    kept["others"] = (1 - sum(pair[0] for pair in kept.values()), 1 - sum(pair[1] for pair in kept.values()))
    most = max(kept, key=lambda code: abs(kept[code][0] - kept[code][1]))
    before, after = (np.array(side) for side in zip(*kept.values(), strict=True))
    told = [f"{most or 'none'}: {share:.1%}" for share in kept[most]]
    return Drift(name, _index(before, after, int((~new).sum()), int(new.sum())), *told)


def psi(before: npt.NDArray[np.float64], now: npt.NDArray[np.float64]) -> float:
    """The index of two samples, what chance alone makes taken off; missing values are a bin of their own."""
    edges: Any = (
        np.unique(np.nanquantile(before, np.linspace(0, 1, BINS + 1)[1:-1])) if (~np.isnan(before)).any() else []
    )
    return _index(_shares(before, edges), _shares(now, edges), len(before), len(now))


def _index(old: npt.NDArray[np.float64], new: npt.NDArray[np.float64], many: int, few: int) -> float:
    """The index of two sets of shares, of so many rows before and so many now."""
    kept = (old > 0) | (new > 0)
    old, new = np.maximum(old[kept], 0.5 / many), np.maximum(new[kept], 0.5 / few)
    by_chance = (int(kept.sum()) - 1) * (1 / many + 1 / few)
    return float(((new - old) * np.log(new / old)).sum() - by_chance)


def _shares(values: npt.NDArray[np.float64], edges: Any) -> npt.NDArray[np.float64]:
    bins = np.where(np.isnan(values), len(edges) + 1, np.searchsorted(edges, values, side="right"))
    return np.bincount(bins, minlength=len(edges) + 2) / len(values)


def _mean(values: npt.NDArray[np.float64]) -> float:
    filled = values[~np.isnan(values)]
    return float(filled.mean()) if len(filled) else float("nan")
