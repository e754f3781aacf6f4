"""What a FHIR resource, a table or a JSON object says and a claim has no field for."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

IN_GENERAL = "If the payer is to know it, put it where a claim has a field for it."


def check(_claim: Claim, context: Context, _values: Values) -> Said:
    """Each fault of the reader that cost the claim nothing. Of an 837 other rules speak: it is what the payer sees."""
    if context.origin is not None and context.origin.delimiters is not None:
        yield NOT_APPLICABLE
        return
    for fault in context.faults:
        if fault.loses == "nothing":
            advice = f"Expected is {fault.expected}." if fault.expected else IN_GENERAL
            facts = {"place": fault.element, "what": fault.message.rstrip("."), "advice": advice}
            yield Problem("told", fault.field, "", facts, segment=fault.segment, path=fault.element)
