"""Elements of the claim in the file, against the guide's table."""

from claims.claim import Claim
from rules.context import Context
from rules.guide.said import said
from rules.problem import Said, Values


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """See ``rules/guide``: the three rules share one walk along the claim's segments."""
    yield from said("elements", claim, context)
