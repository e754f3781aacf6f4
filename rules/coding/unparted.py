"""Lines that no modifier sets apart: those of a pair with indicator 0."""

from __future__ import annotations

from claims.claim import Claim
from rules.coding.correct_coding import clinician_of, day_of, in_window, pairs_of
from rules.context import Context
from rules.reference.ncci import Pair

NEVER = "0"


def unparted(claim: Claim, context: Context, payer_kind: str) -> frozenset[int] | None:
    """Positions of lines that stand in a pair of the National Correct Coding Initiative which no modifier parts.

    Pairs among the claim's own lines, and with those that were sent before for the patient's day, whatever the payer:
    others than Medicare and Medicaid commonly follow Medicare's. ``None`` where no edition of the day can tell.
    """
    kind = pairs_of(claim, payer_kind)
    if kind is None:
        return frozenset()
    days = {day for line in claim.lines if (day := day_of(claim, line))}
    if any(context.shelf.on(kind, day) is None for day in days):
        return None
    found: set[int] = set()
    for at, line in enumerate(claim.lines):
        day = day_of(claim, line)
        if day is None or not line.procedure:
            continue
        beside = [other.procedure for other in claim.lines if other is not line and day_of(claim, other) == day]
        if context.sent is not None:
            clinician = clinician_of(claim, line)
            earlier = context.sent.on_day(claim, day, context.today)
            beside += [other.procedure for other in earlier if clinician in ("", other.clinician)]
        rows = [
            row
            for other in set(beside) - {"", line.procedure}
            for key in (line.procedure + other, other + line.procedure)
            for row in context.shelf.find(kind, key, day) or ()
        ]
        if any(isinstance(row, Pair) and row.indicator == NEVER for row in in_window(tuple(rows), day)):
            found.add(at)
    return frozenset(found)
