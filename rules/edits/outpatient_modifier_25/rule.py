"""A visit on the day of a procedure with status S or T, without modifier 25 (IOCE edit 21)."""

from datetime import date

from claims.claim import Claim, ServiceLine
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values
from rules.reference.outpatient import OPPS_STATUS

APART = "25"
PROCEDURES = ("S", "T")


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Only a claim with visits, and other codes on their days, needs the table."""
    visits = [at for at, line in enumerate(claim.lines) if _is_visit(line.procedure) and APART not in line.modifiers]
    others = [line for line in claim.lines if line.procedure and not _is_visit(line.procedure)]
    asked = [at for at in visits if any(_day(other, claim) == _day(claim.lines[at], claim) for other in others)]
    if not asked:
        yield NOT_APPLICABLE
        return
    for at in asked:
        day = _day(claim.lines[at], claim)
        if day is None or context.shelf.on(OPPS_STATUS, day) is None:
            yield context.shelf.lacks(OPPS_STATUS)
            return
        for other in others:
            rows = context.shelf.find(OPPS_STATUS, other.procedure, day) or ()
            row = next((row for row in rows if row.status in PROCEDURES), None)
            if row and _day(other, claim) == day:
                because = context.shelf.because(OPPS_STATUS, other.procedure, day, row)
                facts = {"other": other.procedure, "status": row.status}
                yield Problem("visit", f"/lines/{at}/modifiers", claim.lines[at].procedure, facts, because)
                break


def _is_visit(code: str) -> bool:
    """Clinic and emergency visits, as hospitals bill them."""
    return "99202" <= code <= "99215" or "99281" <= code <= "99285" or "G0380" <= code <= "G0384" or code == "G0463"


def _day(line: ServiceLine, claim: Claim) -> date | None:
    return line.service_date or claim.statement_from
