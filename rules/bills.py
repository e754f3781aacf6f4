"""Kinds of institutional bills, told by the type of bill."""

from __future__ import annotations

from claims.claim import Claim

INPATIENT = frozenset(("11", "18", "21", "28", "41", "51", "65", "66", "86"))
"""Facility and classification (second and third digit) of inpatient bills: they go by the day of discharge."""


def kind_of(claim: Claim) -> str:
    """The type of bill without its frequency, as CMS writes it: ``013x``; empty where the claim carries none."""
    bill = claim.type_of_bill
    return f"{bill[:3]}x" if bill else ""


def is_inpatient(claim: Claim) -> bool:
    """Whether a claim is an inpatient bill."""
    return claim.type_of_bill[1:3] in INPATIENT
