"""The patient's status at the end of the statement."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values
from rules.reference import lookup
from rules.reference.lists import DISCHARGE_STATUS


def check(claim: Claim, context: Context, values: Values) -> Said:
    """By a loaded list of the day, else by the codes that CMS names in its manual."""
    sent = claim.discharge_status
    if not sent:
        yield NOT_APPLICABLE
        return
    day = claim.statement_through or claim.last_service_date or context.today
    code = lookup(context.shelf, DISCHARGE_STATUS, sent, day)
    named = values.at("codes", day, context.today)
    if code and code.status != "valid":
        yield Problem(
            "unknown", "/discharge_status", sent, {"day": day}, context.shelf.because(DISCHARGE_STATUS, sent, day, code)
        )
    elif code is None and named and sent not in named.value:  # type: ignore[operator]
        yield Problem("unknown", "/discharge_status", sent, {"day": day}, named)
