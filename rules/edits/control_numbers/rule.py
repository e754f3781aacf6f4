"""The numbers by which envelopes and levels hold together."""

from claims.claim import Claim
from claims.origin import Origin
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

PAIRS = {"SE02": "ST02", "GE02": "GS06", "IEA02": "ISA13"}


def check(_claim: Claim, context: Context, _values: Values) -> Said:
    """What the reader told of control numbers and HL01, and whether a subscriber's HL04 tells of the patient below."""
    origin = context.origin
    if not context.faults and (origin is None or origin.delimiters is None):
        yield NOT_APPLICABLE
        return
    for fault in context.faults:
        place = fault.element
        if place in PAIRS:
            yield Problem("differ", "", "", {"place": place, "other": PAIRS[place]}, x12=place, segment=fault.segment)
        elif place == "HL01":
            yield Problem("level", "", fault.found, {"expected": fault.expected}, x12="HL01", segment=fault.segment)
    if origin is not None and _denies_the_patient(origin):
        yield Problem("child", "", "0", x12="2000B HL04", segment=origin.passages[-3].first)


def _denies_the_patient(origin: Origin) -> bool:
    """A patient's level stands below a subscriber's whose HL04 says that none does."""
    if len(origin.passages) < 4 or origin.passages[-2].level != "23" or origin.delimiters is None:
        return False
    head = origin.passages[-3].text.partition(origin.delimiters.terminator)[0]
    return head.split(origin.delimiters.element)[4:5] == ["0"]
