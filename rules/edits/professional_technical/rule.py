"""Modifiers 26 and TC, and the technical part of services to a hospital's patients, which is the hospital's."""

from claims.claim import Claim
from rules.coding.fee_schedule import HOSPITAL, fee_of, goes_by_it
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values
from rules.reference.fees import FEES
from rules.report import printable

ALLOWED = {"1": ("26", "TC"), "6": ("26",), "8": ("26",)}
"""Which of the two modifiers go with an indicator; with others none does."""
BOTH_PARTS = "1"
PROBLEMS = {BOTH_PARTS: "technical", "3": "technical", "4": "both_parts", "5": "incident"}
"""What is wrong for a hospital's patient: 1 is a test of two parts, 3 the technical one alone, 4 both in one code that
has others for each, 5 incident to a physician's service."""


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """In an office the parts are the office's to bill."""
    asked = False
    for at, line in enumerate(claim.lines if goes_by_it(claim) else ()):
        part = next((one for one in line.modifiers if one in ("26", "TC")), "")
        in_hospital = claim.place_of(line) in HOSPITAL
        if not line.procedure or line.service_date is None or not (part or in_hospital):
            continue
        asked = True
        fee = fee_of(context, line, line.service_date)
        if isinstance(fee, NoData):
            yield fee
            return
        if fee is None or not fee.pctc:
            continue
        because = context.shelf.because(FEES, line.procedure, line.service_date, fee)
        if part and part not in ALLOWED.get(fee.pctc, ()):
            facts = {"code": printable(line.procedure), "indicator": fee.pctc}
            yield Problem("no_parts", f"/lines/{at}/modifiers/{line.modifiers.index(part)}", part, facts, because)
        elif in_hospital and part != "26" and (problem := PROBLEMS.get(fee.pctc)):
            problem = "whole" if fee.pctc == BOTH_PARTS and not part else problem
            yield Problem(problem, f"/lines/{at}/modifiers", printable(line.procedure), {}, because)
    if not asked:
        yield NOT_APPLICABLE
