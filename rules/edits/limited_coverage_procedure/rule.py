"""ICD-10-PCS procedures that Medicare pays under conditions."""

from claims.claim import Claim
from rules.coding.code_editor import NO_DISCHARGE, coded_diagnoses, coded_procedures
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Said, Values
from rules.reference.mce import PROCEDURES

HEART = ("artificial heart, right", "artificial heart, left")


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """What is not covered at all is not told here; the halves of an artificial heart count together, and in a trial."""
    if not claim.procedures:
        yield NOT_APPLICABLE
        return
    day = claim.statement_through
    diagnoses = coded_diagnoses(claim, context, day) if day else None
    procedures = coded_procedures(claim, context, day) if day else None
    if day is None or diagnoses is None or procedures is None:
        yield context.shelf.lacks(PROCEDURES) if day else NO_DISCHARGE
        return
    named = {name for one in diagnoses for name in one.lists}
    on_bill = {name for one in procedures for name in one.lists}
    told = ["limited coverage"]
    if "clinical trial" in named and on_bill.issuperset(HEART):
        told += HEART
    for one in procedures:
        if "pancreas transplant" in one.lists and not ("kidney transplant" in on_bill or "type 1 diabetes" in named):
            continue
        for name in told:
            if name in one.lists:
                yield one.problem("limited", name, context, day)
