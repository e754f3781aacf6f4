"""Secondary and tertiary claims without any other payer."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

RANKS = {"S": "the second", "T": "the third", "A": "the fourth", "B": "the fifth"}


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """What the earlier payer decided is another rule's business."""
    rank = RANKS.get(claim.payer.responsibility)
    if rank is None:
        yield NOT_APPLICABLE
    elif not claim.other_payers:
        yield Problem("none", "/other_payers/0", rank)
