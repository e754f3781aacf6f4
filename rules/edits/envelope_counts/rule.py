"""The ends of the envelopes around a claim, and what they count."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

COUNTED = {"SE01": "segments", "GE01": "transactions", "IEA01": "groups"}
MISSING = {"SE": "transaction", "GE": "group", "IEA": "interchange"}


def check(_claim: Claim, context: Context, _values: Values) -> Said:
    """The reader has looked ahead in the file: each claim of an envelope knows how that ends."""
    if not context.faults:
        if context.origin is None or context.origin.delimiters is None:
            yield NOT_APPLICABLE
        return
    for fault in context.faults:
        place = fault.element
        if place in COUNTED:
            facts = {"place": place, "what": COUNTED[place], "expected": fault.expected}
            yield Problem("count", "", fault.found, facts, x12=place, segment=fault.segment)
        elif place in MISSING:
            facts = {"place": place, "what": MISSING[place]}
            yield Problem("open_end", "", "", facts, x12=place, segment=fault.segment)
