"""Kinds of institutional bills, told by the type of bill."""

from __future__ import annotations

from claims.claim import Claim

INPATIENT = frozenset(("11", "18", "21", "28", "41", "51", "65", "66", "86"))
"""Facility and classification (second and third digit) of inpatient bills: they go by the day of discharge."""


def is_inpatient(claim: Claim) -> bool:
    """Whether a claim is an inpatient bill."""
    return claim.type_of_bill[1:3] in INPATIENT
