"""G0390 (trauma team activation) with revenue code 068x, beside critical care of the same day (IOCE edit 76)."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

ACTIVATION, CRITICAL_CARE = "G0390", "99291"
TRAUMA = "068"


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Activation without critical care is not billed by code."""
    cared = {line.service_date for line in claim.lines if line.procedure == CRITICAL_CARE}
    met = False
    for at, line in enumerate(claim.lines):
        if line.procedure != ACTIVATION:
            continue
        met = True
        if not line.revenue_code.startswith(TRAUMA):
            yield Problem("revenue_code", f"/lines/{at}/revenue_code", line.revenue_code)
        elif line.service_date not in cared:
            yield Problem("critical_care", f"/lines/{at}/procedure", line.procedure)
    if not met:
        yield NOT_APPLICABLE
