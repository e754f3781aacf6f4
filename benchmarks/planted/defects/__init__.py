"""All single defects, by group."""

from __future__ import annotations

from benchmarks.planted.defect import Defect
from benchmarks.planted.defects import codes, hospital, national, outpatient, payers, situations, syntax

ALL: tuple[Defect, ...] = (
    *syntax.DEFECTS,
    *situations.DEFECTS,
    *codes.DEFECTS,
    *national.DEFECTS,
    *hospital.DEFECTS,
    *outpatient.DEFECTS,
    *payers.DEFECTS,
)
"""Every one of them."""
