"""What refusals look like at other offices: lines of made-up ones, learnt from beside an office's own.

Payers' policies differ from office to office, yet how counts turn into odds does not: how much three refusals of four
mean, for which kind of refusal, beside a broader rate of so much. A small office has too few refusals to tell. So lines
of a dozen simulated offices, each as its own history showed it on its day, stand beside the office's own when the
hazards are fitted (not when they are calibrated), and weigh as much in all as 30,000 of its lines
(:class:`training.parameters.Parameters`): much where there is little to learn from, little where there is much.

The lines are kept in ``others.npz``, by the names of their columns: one that has come since is missing in them.
``python -m training.make_others`` makes them anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Struct

import features
from features.families import FAMILIES
from training.frame import Array, Index

KEPT = Path(__file__).parent / "others.npz"

MISSING_CODE = 255
"""The code of a missing value, see :func:`packed`."""


class Lines(Struct, frozen=True):
    """Lines with what became of them, and what each weighs."""

    rows: npt.NDArray[np.float32]
    """Shape (lines, features)."""
    fates: Index
    """The kind of refusal (index into ``FAMILIES``) or ``PAID``."""
    weights: Array
    """How many lines each stands for."""


@cache
def others() -> Lines | None:
    """The lines of other offices; none where the file is not there, as while it is being made."""
    if not KEPT.exists():
        return None
    with np.load(KEPT, allow_pickle=False) as tables:
        return unpacked({name: tables[name] for name in tables.files})


def packed(lines: Lines, names: tuple[str, ...], levels: int) -> dict[str, npt.NDArray[Any]]:
    """Lines as small tables: each column in up to ``levels`` values of its own, the nearest for each line.

    Trees ask only whether a value is above or below a limit; they lose little by it.
    """
    codes = np.full(lines.rows.shape, MISSING_CODE, dtype=np.uint8)
    values = np.full((lines.rows.shape[1], levels), np.nan, dtype=np.float32)
    for at, column in enumerate(lines.rows.T):
        there = ~np.isnan(column)
        own = np.unique(column[there])
        if len(own) > levels:
            own = np.unique(np.quantile(column[there], np.linspace(0, 1, levels), method="nearest"))
        if len(own):
            codes[there, at] = np.searchsorted((own[1:] + own[:-1]) / 2, column[there])
            values[at, : len(own)] = own
    return {
        # Column by column: neighbours are alike, and pack well.
        "codes": np.ascontiguousarray(codes.T),
        "values": values,
        "names": np.frombuffer(msgspec.json.encode(names), dtype=np.uint8),
        "families": np.frombuffer(msgspec.json.encode(FAMILIES), dtype=np.uint8),
        "fates": lines.fates.astype(np.int8),
        "weights": lines.weights.astype(np.float32),
    }


def unpacked(tables: Mapping[str, npt.NDArray[Any]]) -> Lines:
    """The lines that :func:`packed` packed, their columns and kinds in the order of today."""
    names = msgspec.json.decode(tables["names"].tobytes(), type=list[str])
    codes, values = tables["codes"], tables["values"]
    by_name = {name: at for at, name in enumerate(names)}
    rows = np.full((codes.shape[1], len(features.names())), np.nan, dtype=np.float32)
    for at, name in enumerate(features.names()):
        if (kept := by_name.get(name)) is not None:
            there = codes[kept] != MISSING_CODE
            rows[there, at] = values[kept][codes[kept][there]]
    kinds = msgspec.json.decode(tables["families"].tobytes(), type=list[str])
    of_today = np.array([FAMILIES.index(kind if kind in FAMILIES else "other") for kind in kinds], dtype=np.intp)
    fates = tables["fates"].astype(np.intp)
    fates = np.where(fates >= 0, of_today[fates], fates)
    return Lines(rows, fates, tables["weights"].astype(np.float64))
