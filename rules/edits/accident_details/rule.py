"""CLM11 and DTP 439: an accident's date, place and cause."""

from claims.claim import Accident, Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """What befell at work may be no accident: then it has no date."""
    accident = claim.accident
    if accident is None:
        yield NOT_APPLICABLE
        return
    if accident.occurred is not None:
        yield from _dated(claim, accident, context)
    elif any(fault.element == "DTP03" for fault in context.faults):
        yield NoData("a date of the claim could not be read")
    elif "AA" in accident.causes or "OA" in accident.causes:
        yield Problem("date", "/accident/occurred", " ".join(sorted(set(accident.causes) & {"AA", "OA"})))
    elif "EM" in accident.causes:
        yield Problem("employment_date", "/accident/occurred")
    if "AA" in accident.causes and not accident.state and not accident.country:
        yield Problem("state", "/accident/state")


def _dated(claim: Claim, accident: Accident, context: Context) -> Said:
    occurred, last = accident.occurred, claim.last_service_date
    assert occurred is not None
    if occurred > context.today:
        yield Problem("future", "/accident/occurred", occurred.isoformat(), {"today": context.today})
    elif last is not None and occurred > last:
        yield Problem("after_service", "/accident/occurred", occurred.isoformat(), {"service": last})
    if not accident.causes:
        yield Problem("no_cause", "/accident/causes")
