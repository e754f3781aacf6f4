"""What the reader could not read of this claim."""

from claims.claim import Claim
from claims.fault import Fault
from claims.origin import Origin
from rules.context import Context
from rules.guide.said import line_at, told
from rules.problem import Problem, Said, Values


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """A fault that cost nothing is no finding, but for codes of HI that payers refuse as they are written.

    What the guide requires or has no place for, other rules tell.
    """
    if not context.faults:
        return
    if context.origin is not None and context.origin.source is not None:
        yield from _of_other_forms(context)
        return
    elsewhere = told(context.origin)
    for fault in context.faults:
        places = {(fault.segment, ""), (fault.segment, fault.element.partition("-")[0])}
        if (fault.loses in {"field", "claim"} or fault.element.startswith("HI")) and not places & elsewhere:
            x12 = f"{fault.loop} {fault.element}".strip()
            place = x12 or f"segment {fault.segment}"
            place = f"{_line(claim, context.origin, fault)}{place}"
            expected = fault.expected or "what the guide asks for"
            facts = {"place": place, "what": fault.message.rstrip("."), "expected": expected}
            yield Problem("unreadable", "", fault.found, facts, x12=x12, segment=fault.segment)


def _of_other_forms(context: Context) -> Said:
    """Of a FHIR resource or a table the element or the column is named."""
    for fault in context.faults:
        if fault.loses in {"field", "claim"}:
            expected = fault.expected or "what the format asks for"
            facts = {"place": fault.element, "what": fault.message.rstrip("."), "expected": expected}
            yield Problem("unreadable", fault.field, "", facts, segment=fault.segment, path=fault.element)


def _line(claim: Claim, origin: Origin | None, fault: Fault) -> str:
    """Such as ``Line 2, ``, where the field is a line's."""
    at = line_at(origin, fault.segment) if origin and fault.loop.startswith("24") else -1
    return f"Line {claim.lines[at].number or at + 1}, " if 0 <= at < len(claim.lines) else ""
