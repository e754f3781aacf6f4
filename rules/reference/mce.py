"""The Medicare Code Editor's lists: which diagnoses and procedures an inpatient bill cannot carry, when, for whom."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from rules.reference.kind import Kind

MCE = (
    "https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/"
    "ms-drg-classifications-and-software"
)


class Edit(Struct, frozen=True, gc=False):
    """One edit on one code."""

    edit: str
    """Such as ``manifestation``, ``unacceptable principal``, ``newborn``, ``female``, ``non-covered``."""
    start: date | None = None
    end: date | None = None


DIAGNOSES = Kind("mce-diagnosis", Edit, "Medicare Code Editor, diagnoses", MCE)
"""Found by diagnosis."""
PROCEDURES = Kind("mce-procedure", Edit, "Medicare Code Editor, procedures", MCE)
"""Found by ICD-10-PCS code."""
