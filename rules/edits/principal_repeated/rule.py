"""The principal diagnosis again among the others."""

from claims.claim import Claim
from rules.coding.code_editor import OTHER, edits
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values


def check(claim: Claim, _context: Context, values: Values) -> Said:
    """Admitting diagnosis and reason for the visit may repeat it."""
    diagnoses = claim.diagnoses
    if not diagnoses:
        yield NOT_APPLICABLE
        return
    first = diagnoses[0].code  # the principal diagnosis is the first that an 837 carries
    if [diagnosis.code for diagnosis in diagnoses].count(first) == 1:
        return
    for at, diagnosis in enumerate(diagnoses):
        if at and diagnosis.code == first and diagnosis.qualifier in OTHER:
            yield Problem("repeated" if edits(claim, values) else "again", f"/diagnoses/{at}/code", first)
