"""A code of chapter 20 (V00 to Y99) as principal or first-listed diagnosis."""

from claims.claim import Claim
from rules.coding.code_editor import NO_DISCHARGE, edits, lists, principal
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values
from rules.reference.mce import DIAGNOSES

CHAPTER = ("V", "W", "X", "Y")


def check(claim: Claim, context: Context, values: Values) -> Said:
    """Medicare's editor goes by its list; on all other claims the chapter tells."""
    first = principal(claim)
    if first is None:
        yield NOT_APPLICABLE
        return
    at, diagnosis = first
    if not diagnosis.code.startswith(CHAPTER):
        return
    field, day = f"/diagnoses/{at}/code", claim.statement_through
    if not edits(claim, values):
        yield Problem("first", field, diagnosis.code)
        return
    found = lists(context, DIAGNOSES, diagnosis.code, day) if day else None
    if day is None or found is None:
        yield context.shelf.lacks(DIAGNOSES) if day else NO_DISCHARGE
    elif "external cause" in found:
        because = context.shelf.because(DIAGNOSES, diagnosis.code, day, found["external cause"])
        yield Problem("principal", field, diagnosis.code, because=because)
