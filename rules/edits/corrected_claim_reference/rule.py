"""CLM05-3 of 7 or 8 goes with REF F8."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

CORRECTIONS = ("7", "8")


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """First claims correct nothing."""
    if claim.frequency_code not in CORRECTIONS:
        yield NOT_APPLICABLE
    elif not claim.original_reference:
        yield Problem("missing", "/original_reference", claim.frequency_code)
