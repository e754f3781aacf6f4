"""DTP 435 and CL1: when and how an inpatient was admitted."""

from claims.claim import Claim
from rules.bills import is_inpatient
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values

HOSPITALS = ("21", "51", "61")
"""Places: inpatient hospital, psychiatric inpatient, comprehensive inpatient rehabilitation."""
NURSING = "31"
STARTS_OF_CARE = ("032", "081", "082")
"""Home health and hospice: Medicare wants the day on which care began."""
GENERAL = "011"
"""Bills on which every payer but Medicare wants the hour."""


def check(claim: Claim, context: Context, values: Values) -> Said:
    """A hospital's bill and a professional's claim are asked for different things."""
    if claim.admission_date is None and any(fault.element == "DTP03" for fault in context.faults):
        yield NoData("a date of the claim could not be read")
    elif claim.claim_type == "institutional":
        yield from _stay(claim, values)
    else:
        yield from _services(claim)


def _stay(claim: Claim, values: Values) -> Said:
    bill, admitted, end = claim.type_of_bill, claim.admission_date, claim.statement_through
    inpatient, medicare = is_inpatient(claim), values.kind == "medicare"
    if not inpatient and not (medicare and bill.startswith(STARTS_OF_CARE)):
        yield NOT_APPLICABLE
        return
    if admitted is None:
        yield Problem("stay", "/admission_date", bill)
    elif end is not None and admitted > end:
        yield Problem("after_stay", "/admission_date", admitted.isoformat(), {"end": end})
    if inpatient:
        if not claim.admission_type:
            yield Problem("type", "/admission_type", bill)
        if not claim.admission_source:
            yield Problem("source", "/admission_source", bill)
        if admitted and not claim.admission_hour and bill.startswith(GENERAL) and not medicare:
            yield Problem("hour", "/admission_hour", bill)


def _services(claim: Claim) -> Said:
    admitted, last, asked = claim.admission_date, claim.last_service_date, False
    if admitted is not None and last is not None and admitted > last:
        yield Problem("after_service", "/admission_date", admitted.isoformat(), {"end": last})
    for at, line in enumerate(claim.lines):
        place = claim.place_of(line)
        kind = _kind(place, line.procedure)
        asked = asked or bool(kind)
        if kind and admitted is None:
            facts = {"place": place, "line": line.number or at + 1}
            yield Problem(kind, "/admission_date", line.procedure, facts)
            return
    if not asked and admitted is None:
        yield NOT_APPLICABLE


def _kind(place: str, code: str) -> str:
    """What the lack of a date would be: readings of tests, and transports, may go without."""
    if place == NURSING:
        return "inpatient" if "99304" <= code <= "99316" else ""
    if place not in HOSPITALS or code.startswith(("7", "8", "A0")):
        return ""
    return "visit" if "99221" <= code <= "99239" else "inpatient"
