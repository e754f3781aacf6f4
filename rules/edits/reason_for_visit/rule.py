"""Type of admission 1, 2 or 5 with revenue code 045x, 0516, 0526 or 0762 is an unscheduled visit: HI with APR."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

UNSCHEDULED = ("1", "2", "5")
ROOMS = ("045", "0516", "0526", "0762")
"""Emergency room, urgent care clinics, observation."""
REASONS = ("APR", "PR")


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """A scheduled visit needs no reason beyond its diagnoses."""
    rooms = [line.revenue_code for line in claim.lines if line.revenue_code.startswith(ROOMS)]
    if claim.admission_type not in UNSCHEDULED or not rooms:
        yield NOT_APPLICABLE
    elif not any(diagnosis.qualifier in REASONS for diagnosis in claim.diagnoses):
        yield Problem("missing", "/diagnoses", rooms[0])
