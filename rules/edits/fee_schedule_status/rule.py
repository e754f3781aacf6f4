"""The status of each code in Medicare's fee schedule: bundled, not covered, not valid."""

from claims.claim import Claim, ServiceLine
from rules.coding.fee_schedule import fee_of, goes_by_it
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values
from rules.reference.fees import FEES, Fee
from rules.report import printable

BY_STATUS = {
    "B": "bundled", "P": "bundled", "N": "not_covered", "X": "no_physician_service",
    "I": "not_valid", "G": "not_valid", "D": "not_valid", "F": "not_valid", "H": "not_valid", "T": "with_others",
}  # fmt: skip
WITH_OTHERS = "with_others"
PAID = ("A", "C", "R")
KNOWN_NON_COVERED = frozenset(("GY", "GX", "GZ"))
"""Modifiers that send a line to be denied, for another payer's sake."""
MEASURES = "F"
"""Codes of quality measures end so; they are sent without charge."""


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Status X is other schedules' business (laboratory, ambulance, drugs), but none pays the codes of section 99."""
    if not goes_by_it(claim):
        yield NOT_APPLICABLE
        return
    days_paid, seen = set(), []
    for at, line in enumerate(claim.lines):
        day = line.service_date
        if not line.procedure or day is None:
            continue
        fee = fee_of(context, line, day)
        if isinstance(fee, NoData):
            yield fee
            return
        if fee is not None and fee.status in PAID:
            days_paid.add(day)
        elif fee is not None and (problem := _problem(line, fee)):
            seen.append((at, day, fee, problem))
    for at, day, fee, problem in seen:
        if problem != WITH_OTHERS or day in days_paid:
            because = context.shelf.because(FEES, claim.lines[at].procedure, day, fee)
            yield Problem(problem, f"/lines/{at}/procedure", printable(claim.lines[at].procedure), {}, because)


def _problem(line: ServiceLine, fee: Fee) -> str:
    problem = BY_STATUS.get(fee.status, "")
    if not problem:
        return ""
    asks_for_nothing = not line.charge or not KNOWN_NON_COVERED.isdisjoint(line.modifiers)
    elsewhere = problem == "no_physician_service" and not line.procedure.startswith("99")
    return "" if asks_for_nothing or elsewhere or line.procedure.endswith(MEASURES) else problem
