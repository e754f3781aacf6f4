"""A code "in diseases classified elsewhere" as principal or first-listed diagnosis."""

from claims.claim import Claim
from rules.coding.code_editor import edits, lists, principal
from rules.coding.coding_notes import coding_day
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values
from rules.reference.mce import DIAGNOSES

NO_DAY = NoData("the claim carries no date of service")


def check(claim: Claim, context: Context, values: Values) -> Said:
    """The code editor's list is that of all codes with these words in their title."""
    first = principal(claim)
    if first is None:
        yield NOT_APPLICABLE
        return
    at, diagnosis = first
    day = coding_day(claim)
    found = lists(context, DIAGNOSES, diagnosis.code, day) if day else None
    if day is None or found is None:
        yield context.shelf.lacks(DIAGNOSES) if day else NO_DAY
    elif "manifestation" in found:
        because = context.shelf.because(DIAGNOSES, diagnosis.code, day, found["manifestation"])
        kind = "principal" if edits(claim, values) else "first"
        yield Problem(kind, f"/diagnoses/{at}/code", diagnosis.code, because=because)
