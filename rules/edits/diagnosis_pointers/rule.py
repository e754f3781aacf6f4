"""SV107: up to four pointers, each to another diagnosis of the claim."""

from functools import lru_cache

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Dental lines need no pointer, professional ones do wherever the claim has a diagnosis."""
    count, unread = len(claim.diagnoses), {fault.element[:2] for fault in context.faults if fault.loses != "nothing"}
    if not count and not any(line.diagnosis_pointers for line in claim.lines):
        yield NOT_APPLICABLE
        return
    if "HI" in unread:  # what cannot be read leaves a gap, and the pointers behind it would be counted wrong
        yield NoData("a diagnosis could not be read")
        return
    for at, line in enumerate(claim.lines):
        pointers = line.diagnosis_pointers
        if _are_right(pointers, count):
            continue
        if not pointers and claim.claim_type == "professional" and "SV" not in unread:
            yield Problem("missing", f"/lines/{at}/diagnosis_pointers", "", {"count": count})
        if len(pointers) > 4:
            yield Problem("too_many", f"/lines/{at}/diagnosis_pointers", str(len(pointers)))
        for place, pointer in enumerate(pointers):
            if not 1 <= pointer <= count:
                yield Problem("dangles", f"/lines/{at}/diagnosis_pointers/{place}", str(pointer), {"count": count})
            elif place and pointer in pointers[:place]:
                yield Problem("repeats", f"/lines/{at}/diagnosis_pointers/{place}", str(pointer))


@lru_cache(4096)
def _are_right(pointers: tuple[int, ...], count: int) -> bool:
    """Whether there are one to four, each to another of so many diagnoses: of nearly all lines no more is asked."""
    places = set(pointers)
    return 1 <= len(pointers) == len(places) <= 4 and min(places) >= 1 and max(places) <= count
