"""Diagnoses of an unspecified side on inpatient bills."""

from claims.claim import Claim
from rules.code_editor import NO_DISCHARGE, coded_diagnoses, edits
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Said, Values
from rules.reference.mce import DIAGNOSES

REMARK = "UNABLE TO DET LAT"


def check(claim: Claim, context: Context, values: Values) -> Said:
    """The list holds complications and comorbidities of an unspecified side; other payers' bills are looked at only."""
    day = claim.statement_through
    if day is None or any(REMARK in note.text.upper() for note in claim.notes):
        yield NOT_APPLICABLE if day else NO_DISCHARGE
        return
    coded = coded_diagnoses(claim, context, day)
    if coded is None:
        yield context.shelf.lacks(DIAGNOSES)
        return
    for one in coded:
        if "unspecified" in one.lists:
            yield one.problem("edited" if edits(claim, values) else "open", "unspecified", context, day)
