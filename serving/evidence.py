"""How much experience stands behind the odds, and what stood in where there was none."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import numpy.typing as npt

import features
from serving.score import Evidence

PAYER = "payer_seen"
LINE = "payer_procedure_seen"

STANDS_IN = {
    PAYER: "no answer of this payer was seen: all payers' experience stands in",
    "procedure_seen": "no answer on this procedure was seen: this payer's other procedures stand in",
    LINE: "no answer of this payer on this procedure was seen: its other procedures stand in",
    "biller_seen": "no answer to this billing provider was seen: other providers' experience stands in",
    "clinician_seen": "no answer to this clinician was seen: other clinicians' experience stands in",
}
"""Columns that count answers, and what is said where the count is zero; the first that applies is said."""


def evidence(row: npt.NDArray[np.float64], sent_before: int | None) -> Evidence:
    """The evidence behind one line, the riskiest of its claim, from its features; and behind its patient's history."""
    names, columns = _columns()
    seen = dict(zip(names, row.take(columns).tolist(), strict=True))
    fallback = next((STANDS_IN[name] for name in names if seen[name] == 0), None)
    return Evidence(_count(seen.get(PAYER, 0.0)), _count(seen.get(LINE, 0.0)), fallback, sent_before)


@cache
def _columns() -> tuple[list[str], npt.NDArray[np.intp]]:
    known = features.names()
    names = [name for name in STANDS_IN if name in known]
    return names, np.array([known.index(name) for name in names], dtype=np.intp)


def _count(answers: float) -> int:
    return 0 if math.isnan(answers) else round(answers)
