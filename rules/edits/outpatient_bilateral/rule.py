"""Procedures that are of both sides by their nature, with modifier 50 or twice on a day (IOCE edit 17)."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import Problem, Said, Values
from rules.reference.outpatient import OUTPATIENT_PROCEDURES

BOTH_SIDES = "50"
AGAIN = ("76", "77")
"""Repeated by the same, or by another physician."""


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Such a code counts once a day, unless it was repeated."""
    seen = set()
    lacks = False
    for at, line in enumerate(claim.lines):
        code, day = line.procedure, line.service_date or claim.statement_from
        if not code or day is None:
            continue
        rows = context.shelf.find(OUTPATIENT_PROCEDURES, code, day)
        if rows is None:
            lacks = lacks or BOTH_SIDES in line.modifiers
        elif any(row.bilateral == "inherent" for row in rows):
            because = context.shelf.because(OUTPATIENT_PROCEDURES, code, day, rows[0])
            if BOTH_SIDES in line.modifiers:
                yield Problem("both", f"/lines/{at}/modifiers", code, because=because)
            elif not set(AGAIN) & set(line.modifiers):
                if line.units > 1 or (code, day) in seen:
                    yield Problem("twice", f"/lines/{at}/units", code, because=because)
                seen.add((code, day))
    if lacks:
        yield context.shelf.lacks(OUTPATIENT_PROCEDURES)
