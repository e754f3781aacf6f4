"""Pairs of diagnoses that an Excludes1 note keeps apart."""

from claims.claim import Claim
from rules.coding.coding_notes import NOTHING, coding_day, field_of, notes_on
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values
from rules.reference.notes import NOTES

NO_DAY = NoData("the claim carries no date of service")


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """A note at either of two codes speaks of both; each pair is told once, at the later one."""
    if len(claim.diagnoses) <= 1:
        yield NOT_APPLICABLE
        return
    day = coding_day(claim)
    notes = notes_on(context, day) if day else None
    if notes is None:
        yield context.shelf.lacks(NOTES) if day else NO_DAY
        return
    verdict = notes.verdict(claim)
    if verdict is not NOTHING:
        for other, code in verdict.pairs:
            yield Problem("pair", field_of(claim, code), code, {"other": other})
