"""Kinds of institutional bills, told by the type of bill."""

from __future__ import annotations

from claims.claim import Claim
from claims.hospital import INPATIENT, is_inpatient

__all__ = ["INPATIENT", "is_inpatient", "kind_of"]


def kind_of(claim: Claim) -> str:
    """The type of bill without its frequency, as CMS writes it: ``013x``; empty where the claim carries none."""
    bill = claim.type_of_bill
    return f"{bill[:3]}x" if bill else ""
