"""What the payers before this one paid, and when."""

from claims.claim import Claim, OtherPayer
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

PLACES = "PSTABCDEFGH"
"""Primary, secondary, tertiary, then the fourth to the eleventh."""
MEDICAID = "MC"
"""The state may pay first and recover later (42 CFR 433.139)."""


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """An amount of the claim or of one of its lines is enough, and so is a day. A void repeats what was sent."""
    own = PLACES.find(claim.payer.responsibility or "P")
    earlier = [
        (at, other)
        for at, other in enumerate(claim.other_payers)
        if other.responsibility and 0 <= PLACES.find(other.responsibility) < own
    ]
    if not earlier or claim.frequency_code == "8":
        yield NOT_APPLICABLE
        return
    for at, other in earlier:
        facts = {"place": other.responsibility}
        lines = [one for line in claim.lines for one in line.adjudications if _is_of(one.payer_id, other)]
        if other.paid is None and not lines:
            kind = "unpaid_medicaid" if claim.payer.filing_indicator == MEDICAID else "unpaid"
            yield Problem(kind, f"/other_payers/{at}/paid", "", facts)
        elif other.paid_date is None and not any(one.paid_date for one in lines):
            yield Problem("undated", f"/other_payers/{at}/paid_date", "", facts)


def _is_of(payer_id: str, other: OtherPayer) -> bool:
    return not payer_id or not other.id or payer_id == other.id
