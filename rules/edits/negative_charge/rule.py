"""CLM02 and the charges of the lines are zero or more."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import Problem, Said, Values


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Zero is another rule's."""
    if claim.total_charge < 0:
        yield Problem("total", "/total_charge", f"{claim.total_charge:.2f}")
    for at, line in enumerate(claim.lines):
        if line.charge.is_signed() and line.charge < 0:
            yield Problem("line", f"/lines/{at}/charge", f"{line.charge:.2f}")
