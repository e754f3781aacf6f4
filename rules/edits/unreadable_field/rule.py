"""What the reader could not read of this claim."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import Problem, Said, Values


def check(_claim: Claim, context: Context, _values: Values) -> Said:
    """A fault that cost the claim nothing is no finding."""
    for fault in context.faults:
        if fault.loses != "nothing":
            place = f"{fault.loop} {fault.element}".strip() or f"segment {fault.segment}"
            expected = fault.expected or "what the guide asks for"
            facts = {"place": place, "what": fault.message.rstrip("."), "expected": expected}
            yield Problem("unreadable", "", fault.found, facts, x12=f"{fault.loop} {fault.element}".strip())
