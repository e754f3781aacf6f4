"""What became of the claims that are measured: first submissions after training ended."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from pathlib import Path

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from claims.claim import Claim

Floats = npt.NDArray[np.float64]
Row = dict[str, str]


class Truth(Struct, frozen=True):
    """The measured claims, in order of their keys, column by column."""

    keys: list[str]
    """``claim_id submitted``: numbers alone are used again."""
    oracle: Floats
    """The best odds that anyone could give."""
    denied: npt.NDArray[np.bool_]
    payers: npt.NDArray[np.str_]
    months: npt.NDArray[np.str_]
    """Of submission, such as ``2026-07``."""
    charges: Floats
    """Dollars."""
    refused: Floats
    """Dollars charged on refused lines."""
    worth: Floats
    """Dollars that the refused lines would have brought: charges times the share that the payer pays of others."""
    carcs: list[frozenset[str]]
    base_rate: float
    """The share refused among the claims answered before: what one would say without a model."""

    def aligned(self, odds: dict[str, float]) -> Floats:
        """Odds in this order; a claim that has none is given the base rate."""
        return np.array([odds.get(key, self.base_rate) for key in self.keys])


def rows_of(folder: Path) -> list[Row]:
    """All submissions of an office, as ``truth.csv.gz`` has them."""
    with gzip.open(folder / "truth.csv.gz", "rt", newline="") as file:
        return list(csv.DictReader(file))


def truth_of(folder: Path, after: str = "") -> Truth:
    """The first submissions of the test months; or, where training ended early, of all days ``after`` that one."""
    rows = rows_of(folder)
    if after:
        before = [row for row in rows if row["remit_date"] and row["remit_date"] <= after]
        later = [row for row in rows if row["submitted"] > after]
    else:
        before = [row for row in rows if row["split"] == "train" and row["remit_date"]]
        later = [row for row in rows if row["split"] == "test"]
    measured = sorted((row for row in later if row["freq"] == "1"), key=_key)
    paid = _paid(rows)
    return Truth(
        keys=[_key(row) for row in measured],
        oracle=np.array([float(row["oracle_p"]) for row in measured]),
        denied=np.array([row["denied"] == "1" for row in measured]),
        payers=np.array([row["payer"] for row in measured]),
        months=np.array([row["submitted"][:7] for row in measured]),
        charges=np.array([float(row["charge"]) for row in measured]),
        refused=np.array([float(row["denied_charge"]) for row in measured]),
        worth=np.array([float(row["denied_charge"]) * paid[row["payer"]] for row in measured]),
        carcs=[frozenset(row["carcs"].split()) for row in measured],
        base_rate=float(np.mean([row["denied"] == "1" for row in before])),
    )


def _paid(rows: list[Row]) -> dict[str, float]:
    """Of the charges that a payer did not refuse, the share that it paid."""
    charged: defaultdict[str, float] = defaultdict(float)
    paid: defaultdict[str, float] = defaultdict(float)
    for row in rows:
        charged[row["payer"]] += float(row["charge"]) - float(row["denied_charge"])
        paid[row["payer"]] += float(row["paid"])
    return {payer: paid[payer] / max(charged[payer], 1.0) for payer in charged}


def key_of(claim: Claim) -> str:
    """The key of a claim that was read from the files."""
    return f"{claim.claim_id} {claim.submission_date}"


def _key(row: Row) -> str:
    return f"{row['claim_id']} {row['submitted']}"
