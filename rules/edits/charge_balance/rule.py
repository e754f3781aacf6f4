"""CLM02 is the sum of the line charges."""

from claims.claim import ZERO, Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Cents count."""
    if not claim.lines:
        yield NOT_APPLICABLE
        return
    total = sum((line.charge for line in claim.lines), ZERO)
    if total != claim.total_charge:
        facts = {"sum": f"{total:.2f}", "lines": len(claim.lines)}
        yield Problem("unequal", "/total_charge", f"{claim.total_charge:.2f}", facts)
