"""The claim against the index of what was sent before, which never takes a claim for its own duplicate."""

from claims.claim import Claim
from rules.context import Context
from rules.period import Period
from rules.problem import NO_INDEX, NoData, Problem, Said, Values
from rules.report import printable

PERHAPS_CORRECTED = NoData(
    "an earlier claim is the same, but this payer takes corrections as first claims, and its answer is not known here",
    "the payer's answer to the earlier claim",
)


def check(claim: Claim, context: Context, values: Values) -> Said:
    """Where a payer takes corrections as first claims, a denied one may be sent again."""
    if context.sent is None:
        yield NO_INDEX
        return
    earlier = context.sent.duplicates(claim, context.today)
    dated = values.at("corrects_as_first_after", context.today, context.today) if earlier else None
    if dated and isinstance(dated.value, Period):
        earlier = [sent for sent in earlier if not sent.denied]
        if earlier and context.today >= dated.value.after(earlier[-1].submitted):
            yield PERHAPS_CORRECTED
            return
    if earlier:
        facts = {"earlier": printable(earlier[0].claim_id), "submitted": earlier[0].submitted}
        yield Problem("repeats", "/claim_id", claim.claim_id, facts)
