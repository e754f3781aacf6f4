"""Revenue codes against the list that the user loaded."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values
from rules.reference import lookup
from rules.reference.lists import REVENUE_CODES


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """On the line's own day, else on the last of the statement; what has not four digits is another rule's business."""
    met = False
    for at, line in enumerate(claim.lines):
        sent = line.revenue_code
        if len(sent) != 4 or not sent.isdigit():
            continue
        met = True
        day = line.service_date or claim.statement_through or context.today
        code = lookup(context.shelf, REVENUE_CODES, sent, day)
        if code is None:
            yield context.shelf.lacks(REVENUE_CODES)
            return
        if code.status != "valid":
            kind = "unknown" if code.status == "unknown" else "out_of_force"
            because = context.shelf.because(REVENUE_CODES, sent, day, code)
            yield Problem(kind, f"/lines/{at}/revenue_code", sent, {"day": day}, because)
    if not met:
        yield NOT_APPLICABLE
