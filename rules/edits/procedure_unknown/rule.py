"""CPT codes against the list that the user loaded, else against the fee schedule."""

from datetime import date

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values
from rules.reference import procedure
from rules.reference.fees import FEES
from rules.reference.lists import PROCEDURES

KINDS = {"ended": "ended", "not yet": "not_yet"}


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Codes that begin with a digit; Level II codes have a rule of their own."""
    met = lacks = False
    for at, line in enumerate(claim.lines):
        sent = line.procedure
        if len(sent) != 5 or not sent[0].isdigit() or line.procedure_qualifier not in ("", "HC"):
            continue
        met = True
        day = line.service_date or claim.statement_from or context.today
        code = procedure(context.shelf, sent, day)
        if code is None:
            known = _in_fee_schedule(context, sent, day)
            lacks |= known is None
            if known is False:
                yield Problem("not_in_fees", f"/lines/{at}/procedure", sent, {"day": day})
        elif code.status != "valid":
            facts = {"day": day, "since": code.start, "until": code.end}
            because = context.shelf.because(PROCEDURES, sent, day, code)
            yield Problem(KINDS.get(code.status, "unknown"), f"/lines/{at}/procedure", sent, facts, because)
    if lacks:
        yield context.shelf.lacks(PROCEDURES)
    elif not met:
        yield NOT_APPLICABLE


def _in_fee_schedule(context: Context, code: str, day: date) -> bool | None:
    rows = context.shelf.find(FEES, code, day)
    return None if rows is None else bool(rows)
