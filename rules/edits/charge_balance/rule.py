"""CLM02 is the sum of the line charges."""

from claims.claim import ZERO, Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values

TOTAL_LINE = "0001"
"""Revenue code of the last line of the paper form."""
READ = ("CLM02", "SV102", "SV203", "SV302")


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Cents count."""
    if not claim.lines:
        yield NOT_APPLICABLE
        return
    if any(fault.element in READ for fault in context.faults):
        yield NoData("an amount could not be read")
        return
    total = sum((line.charge for line in claim.lines), ZERO)
    if total != claim.total_charge:
        facts = {"sum": f"{total:.2f}", "lines": len(claim.lines)}
        last = claim.lines[-1]
        if last.revenue_code == TOTAL_LINE and last.charge == claim.total_charge:
            yield Problem("total_line", f"/lines/{len(claim.lines) - 1}/charge", f"{last.charge:.2f}", facts)
        else:
            yield Problem("unequal", "/total_charge", f"{claim.total_charge:.2f}", facts)
