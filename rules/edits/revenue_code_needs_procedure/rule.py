"""Revenue codes that say nothing to an outpatient payer without a HCPCS code (IOCE edit 48)."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import Problem, Said, Values


def check(claim: Claim, context: Context, values: Values) -> Said:
    """Lines that are not charged, or of which nothing is to be covered, need none."""
    day = claim.first_service_date or context.today
    needing = values.at("needing", day, context.today)
    if needing is None:
        yield values.missing("revenue codes")
        return
    assert isinstance(needing.value, tuple)
    for at, line in enumerate(claim.lines):
        code = line.revenue_code
        if line.procedure or not code.startswith(needing.value):
            continue
        if line.charge > 0 and line.non_covered != line.charge:
            yield Problem("missing", f"/lines/{at}/procedure", code, because=needing)
