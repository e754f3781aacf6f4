"""Condition code 30 (qualifying clinical trial) goes with Z00.6 and the trial's number."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

TRIAL, ON_PAPER = "30", "D4"
EXAMINED = ("Z006", "V707")
"""Examination of a participant in research; ICD-9-CM: V70.7."""


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """The number is that of clinicaltrials.gov, without NCT; value code D4 holds it as on paper."""
    if TRIAL not in claim.condition_codes:
        yield NOT_APPLICABLE
        return
    if not claim.demonstration_project and not any(value.code == ON_PAPER for value in claim.value_codes):
        yield Problem("number", "/demonstration_project", TRIAL)
    if not any(diagnosis.code in EXAMINED for diagnosis in claim.diagnoses):
        yield Problem("diagnosis", "/diagnoses", TRIAL)
