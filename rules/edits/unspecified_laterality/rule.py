"""Diagnoses of an unspecified side: on Medicare's inpatient bills by the code editor's list, elsewhere worth a look."""

from claims.claim import Claim
from rules.coding.code_editor import NO_DISCHARGE, coded_diagnoses, edits
from rules.coding.coding_notes import NOTHING, coding_day, field_of, notes_on
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values
from rules.reference.mce import DIAGNOSES
from rules.reference.notes import NOTES

REMARK = "UNABLE TO DET LAT"
NO_DAY = NoData("the claim carries no date of service")


def check(claim: Claim, context: Context, values: Values) -> Said:
    """The editor's list holds complications and comorbidities alone; the notes tell all codes that have sides."""
    if not claim.diagnoses:
        yield NOT_APPLICABLE
        return
    if edits(claim, values):
        yield from _edited(claim, context)
        return
    day = coding_day(claim)
    notes = notes_on(context, day) if day else None
    if notes is None:
        yield context.shelf.lacks(NOTES) if day else NO_DAY
        return
    verdict = notes.verdict(claim)
    if verdict is not NOTHING:
        for code, sides in verdict.sideless:
            yield Problem("open", field_of(claim, code), code, {"sides": ", ".join(sides.split())})


def _edited(claim: Claim, context: Context) -> Said:
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
            yield one.problem("edited", "unspecified", context, day)
