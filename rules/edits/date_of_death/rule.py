"""Discharge status 20, 40, 41 or 42 goes with occurrence code 55."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

DIED = ("20", "40", "41", "42")
DATE_OF_DEATH = "55"


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """A date of death after the bill's last day contradicts its status."""
    if claim.discharge_status not in DIED:
        yield NOT_APPLICABLE
        return
    days = [(at, one.start) for at, one in enumerate(claim.occurrence_codes) if one.code == DATE_OF_DEATH]
    if not days:
        yield Problem("missing", "/occurrence_codes", claim.discharge_status)
    for at, day in days:
        if day and claim.statement_through and day > claim.statement_through:
            yield Problem("after", f"/occurrence_codes/{at}/start", claim.discharge_status)
