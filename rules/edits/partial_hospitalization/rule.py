"""Condition code 41 on a bill that cannot carry partial hospitalization (IOCE edit 46)."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

PARTIAL = "41"
ALLOWED = ("13", "76", "85")
"""Hospital outpatients, community mental health centers, critical access hospitals."""


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Other bills never carry it."""
    if PARTIAL not in claim.condition_codes:
        yield NOT_APPLICABLE
    elif claim.type_of_bill[1:3] not in ALLOWED:
        yield Problem("bill", "/type_of_bill", claim.type_of_bill)
