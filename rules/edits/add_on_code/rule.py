"""An add-on code wants one of its primary codes on the same day: on the claim, or on an earlier one."""

from claims.claim import Claim
from rules.coding.correct_coding import VOID, day_of, in_window
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values
from rules.reference.ncci import ADD_ONS
from rules.report import printable

CONTRACTOR = "CCCCC"
"""Stands for what each contractor lists itself: nobody else can tell."""
FIXED = "1"


def check(claim: Claim, context: Context, values: Values) -> Said:
    """Another clinician of the practice may have billed the primary code: it is looked for on all lines of the day.

    The index of what was sent may be younger than the primary's claim, so nothing is certain.
    """
    if claim.frequency_code == VOID:
        yield NOT_APPLICABLE
        return
    binding, asked = values.kind == "medicare" and claim.claim_type == "professional", False
    for at, line in enumerate(claim.lines):
        day = day_of(claim, line)
        if not line.procedure or day is None:
            continue
        rows = context.shelf.find(ADD_ONS, line.procedure, day)
        if rows is None:
            yield context.shelf.lacks(ADD_ONS) if binding else NOT_APPLICABLE
            return
        listed = tuple(in_window(rows, day)) if rows else ()
        if not listed:
            continue
        primaries = {row.primary for row in listed}
        asked = True
        if CONTRACTOR in primaries or any(
            other.procedure in primaries and day_of(claim, other) == day for other in claim.lines
        ):
            continue
        sent = context.sent.on_day(claim, day, context.today) if context.sent else []
        if any(other.procedure in primaries for other in sent):
            continue
        kind = "alone" if binding else "commonly"
        yield Problem(
            kind if all(row.type == FIXED for row in listed) else "not_among_listed", f"/lines/{at}/procedure",
            printable(line.procedure), {}, context.shelf.because(ADD_ONS, line.procedure, day, listed[0]),
        )  # fmt: skip
    if not asked:
        yield NOT_APPLICABLE
