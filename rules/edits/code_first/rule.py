"""Pairs of diagnoses that stand in the wrong order, and manifestations without their disease."""

from claims.claim import Claim
from rules.coding.code_editor import lists
from rules.coding.coding_notes import NOTHING, coding_day, field_of, notes_on
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values
from rules.reference.mce import DIAGNOSES
from rules.reference.notes import NOTES

NO_DAY = NoData("the claim carries no date of service")


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Of several diseases that may come first one is enough; only a manifestation cannot do without."""
    if not claim.diagnoses:
        yield NOT_APPLICABLE
        return
    day = coding_day(claim)
    notes = notes_on(context, day) if day else None
    if day is None or notes is None:
        yield context.shelf.lacks(NOTES) if day else NO_DAY
        return
    verdict = notes.verdict(claim)
    if verdict is NOTHING:
        return
    for code, other in verdict.late:
        yield Problem("order", field_of(claim, code), code, {"other": other})
    for code in verdict.alone:
        if "manifestation" in (lists(context, DIAGNOSES, code, day) or {}):
            yield Problem("missing", field_of(claim, code), code)
    for code, other in verdict.early:
        yield Problem("additional", field_of(claim, code), code, {"other": other})
