"""The claim against the index of what was sent before, which never takes a claim for its own duplicate."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NoData, Problem, Said, Values
from rules.report import printable


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """The earliest of those that it repeats."""
    if context.sent is None:
        yield NoData("no index of what was sent before is kept here", "the index of sent claims")
        return
    earlier = context.sent.duplicates(claim, context.today)
    if earlier:
        facts = {"earlier": printable(earlier[0].claim_id), "submitted": earlier[0].submitted}
        yield Problem("repeats", "/claim_id", claim.claim_id, facts)
