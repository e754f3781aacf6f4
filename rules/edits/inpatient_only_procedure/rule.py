"""Procedures with status C on an outpatient bill (IOCE edit 18)."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import Problem, Said, Values
from rules.reference.lists import INPATIENT_ONLY

EMERGENCY = "CA"
"""Modifier: done on an outpatient in an emergency, who then died or was transferred."""
SURGERY = range(10004, 69991)


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Without the list, only surgery makes it worth saying that it is missing."""
    lacks = False
    for at, line in enumerate(claim.lines):
        code, day = line.procedure, line.service_date or claim.statement_from
        if not code or day is None or EMERGENCY in line.modifiers:
            continue
        rows = context.shelf.find(INPATIENT_ONLY, code, day)
        if rows is None:
            lacks = lacks or (code.isdecimal() and int(code) in SURGERY)
            continue
        for row in rows:
            if (not row.start or row.start <= day) and (not row.end or day <= row.end):
                because = context.shelf.because(INPATIENT_ONLY, code, day, row)
                yield Problem("inpatient", f"/lines/{at}/procedure", code, because=because)
    if lacks:
        yield context.shelf.lacks(INPATIENT_ONLY)
