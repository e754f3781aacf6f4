"""Diagnoses that rarely justify an acute stay, and deliveries without their outcome."""

from claims.claim import Claim
from rules.coding.code_editor import NO_DISCHARGE, coded_diagnoses, coded_procedures
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Said, Values
from rules.reference.mce import DIAGNOSES


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """The outcome of delivery counts as a secondary diagnosis alone."""
    day = claim.statement_through
    if not claim.diagnoses or day is None:
        yield NO_DISCHARGE if claim.diagnoses else NOT_APPLICABLE
        return
    diagnoses, procedures = coded_diagnoses(claim, context, day), coded_procedures(claim, context, day)
    if diagnoses is None or procedures is None:
        yield context.shelf.lacks(DIAGNOSES)
        return
    for first in diagnoses[:1]:
        if "questionable admission" in first.lists:
            yield first.problem("diagnosis", "questionable admission", context, day)
    if not any("outcome of delivery" in one.lists for one in diagnoses[1:]):
        for one in procedures:
            if "delivery" in one.lists:
                yield one.problem("delivery", "delivery", context, day)
