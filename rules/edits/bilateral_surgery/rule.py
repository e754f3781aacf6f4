"""Modifier 50 against the fee schedule's indicator for both sides."""

from claims.claim import Claim
from rules.coding.fee_schedule import fee_of, goes_by_it
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values
from rules.reference.fees import FEES
from rules.report import printable

BOTH_SIDES = "50"
BY_INDICATOR = {"0": "one_side", "2": "both_already", "9": "no_sides"}


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Both sides are one line of one unit."""
    asked = False
    for at, line in enumerate(claim.lines if goes_by_it(claim) else ()):
        day = line.service_date
        if BOTH_SIDES not in line.modifiers or day is None:
            continue
        asked = True
        fee = fee_of(context, line, day)
        if isinstance(fee, NoData):
            yield fee
            continue
        if fee is not None and fee.bilateral in BY_INDICATOR:
            because = context.shelf.because(FEES, line.procedure, day, fee)
            problem = BY_INDICATOR[fee.bilateral]
            yield Problem(problem, f"/lines/{at}/modifiers", printable(line.procedure), {}, because)
        elif line.units > 1:
            yield Problem("units", f"/lines/{at}/units", str(line.units), {"code": printable(line.procedure)})
    if not asked:
        yield NOT_APPLICABLE
