"""Codes that cannot be why a patient was admitted, and the one that can with a secondary diagnosis."""

from claims.claim import Claim
from rules.coding.code_editor import NO_DISCHARGE, lists, principal, secondaries
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values
from rules.reference.mce import DIAGNOSES


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """What stands on both lists is unacceptable only while it stands alone."""
    first, day = principal(claim), claim.statement_through
    if first is None or day is None:
        yield NO_DISCHARGE if first else NOT_APPLICABLE
        return
    at, diagnosis = first
    found = lists(context, DIAGNOSES, diagnosis.code, day)
    if found is None:
        yield context.shelf.lacks(DIAGNOSES)
    elif "unacceptable" in found:
        needs_other = "secondary required" in found
        if needs_other and any(secondaries(claim)):
            return
        because = context.shelf.because(DIAGNOSES, diagnosis.code, day, found["unacceptable"])
        kind = "alone" if needs_other else "unacceptable"
        yield Problem(kind, f"/diagnoses/{at}/code", diagnosis.code, because=because)
