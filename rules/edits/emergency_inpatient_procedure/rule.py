"""Modifier CA: one procedure, for a patient who died or was transferred (IOCE edits 60 and 70)."""

from decimal import Decimal

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

EMERGENCY = "CA"
STAYED = ("01", "06", "07", "30")
"""Gone home, with home care or against advice, and still a patient: neither dead nor transferred."""


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """An inpatient procedure that was done before anybody could admit the patient."""
    lines = [at for at, line in enumerate(claim.lines) if EMERGENCY in line.modifiers]
    if not lines:
        yield NOT_APPLICABLE
        return
    if claim.discharge_status in STAYED:
        yield Problem("status", "/discharge_status", claim.discharge_status)
    if len(lines) > 1 or claim.lines[lines[0]].units > Decimal(1):
        yield Problem("twice", f"/lines/{lines[-1]}/modifiers", EMERGENCY)
