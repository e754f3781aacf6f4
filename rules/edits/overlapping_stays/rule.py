"""The days of an inpatient bill against those of stays that were billed before."""

from claims.claim import Claim
from claims.hospital import stays_on
from rules.context import Context
from rules.problem import NO_INDEX, NOT_APPLICABLE, Problem, Said, Values
from rules.report import printable

REPLACEMENT, VOID = "7", "8"


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Days of discharge and of leave are free; the same first day at the same hospital is the same stay once more.

    A replacement, or the same claim sent once more, does not overlap the first; what is taken back overlaps nothing.
    """
    parts = list(stays_on(claim))
    if not parts or claim.frequency_code == VOID:
        yield NOT_APPLICABLE
        return
    if context.sent is None:
        yield NO_INDEX
        return
    for stay in context.sent.stays(claim, context.today):
        again = stay.here and (stay.first == parts[0][0] or claim.frequency_code == REPLACEMENT)
        again = again or stay.claim_id == claim.claim_id
        if not again and any(first < stay.last and stay.first < last for first, last in parts):
            facts = {"earlier": printable(stay.claim_id), "first": stay.first, "last": stay.last}
            yield Problem("here" if stay.here else "elsewhere", "/statement_from", parts[0][0].isoformat(), facts)
            return
