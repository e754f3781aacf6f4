"""What the reader could not read of this claim."""

from claims.claim import Claim
from rules.context import Context
from rules.guide.said import told
from rules.problem import Problem, Said, Values


def check(_claim: Claim, context: Context, _values: Values) -> Said:
    """A fault that cost nothing is no finding; what the guide requires or has no place for, other rules tell."""
    if not context.faults:
        return
    elsewhere = told(context.origin)
    for fault in context.faults:
        places = {(fault.segment, ""), (fault.segment, fault.element.partition("-")[0])}
        if fault.loses in {"field", "claim"} and not places & elsewhere:
            x12 = f"{fault.loop} {fault.element}".strip()
            place = x12 or f"segment {fault.segment}"
            expected = fault.expected or "what the guide asks for"
            facts = {"place": place, "what": fault.message.rstrip("."), "expected": expected}
            yield Problem("unreadable", "", fault.found, facts, x12=x12, segment=fault.segment)
