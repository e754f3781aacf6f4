"""Visits and procedures in the days that an operation's payment covers."""

from datetime import date
from functools import lru_cache

from claims.claim import Claim, ServiceLine
from rules.coding.fee_schedule import goes_by_it
from rules.coding.global_surgery import EVE, NOT_THE_PACKAGE, Operation, may_take_in, operations_near
from rules.context import Context
from rules.problem import NO_INDEX, NOT_APPLICABLE, NoData, Problem, Said, Values
from rules.reference.fees import FEES
from rules.report import printable

VISITS = (
    ("92002", "92014"), ("99202", "99239"), ("99242", "99255"), ("99281", "99285"), ("99291", "99292"),
    ("99304", "99316"), ("99341", "99350"),
)  # fmt: skip
"""Evaluation and management, at whatever place."""
INITIAL = frozenset((
    "92002", "92004", "99202", "99203", "99204", "99205", "99281", "99282", "99283", "99284", "99285",
))  # fmt: skip
"""New patients and emergencies: on the day itself contractors' global surgery edits let them pass."""
APART_AFTER = frozenset(("24", "57", "79", "FT"))
APART_THAT_DAY = frozenset(("24", "25", "57", "FT"))
APART = frozenset(("58", "78", "79")) | NOT_THE_PACKAGE
"""Of a procedure: staged, unplanned return, unrelated; and a part of the care, which is judged with its operation."""


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """The same clinician, or a colleague of the same specialty in the practice, whom Medicare takes for the same."""
    asked, untold = False, None
    for at, line in enumerate(claim.lines if goes_by_it(claim) else ()):
        day = line.service_date
        visit = _is_visit(line.procedure)
        if day is None or not (visit or _is_further(line, day, context)):
            continue
        asked = True
        for found in operations_near(claim, line, day, context):
            if isinstance(found, NoData):
                untold = found
            elif problem := _visit(line, found) if visit else "procedure_after" if found.since > 0 else "":
                facts = {"operation": printable(found.code), "since": found.since, "days": found.days}
                problem = problem if found.same_clinician else f"{problem}_of_colleague"
                because = context.shelf.because(FEES, found.code, found.day, found.fee)
                yield Problem(problem, f"/lines/{at}/modifiers", printable(line.procedure), facts, because)
                break
    if not asked:
        yield NOT_APPLICABLE
    elif untold or context.sent is None:
        yield untold or NO_INDEX


@lru_cache(4096)
def _is_visit(code: str) -> bool:
    return code.startswith(("99", "92")) and any(first <= code <= last for first, last in VISITS)


def _is_further(line: ServiceLine, day: date, context: Context) -> bool:
    """A procedure that no modifier sets apart; what has no global days itself (tests, add-on codes) is paid apart."""
    return APART.isdisjoint(line.modifiers) and may_take_in(line.procedure, day, context)


def _visit(line: ServiceLine, operation: Operation) -> str:
    if operation.since > 0:
        return "visit_after" if APART_AFTER.isdisjoint(line.modifiers) else ""
    if line.procedure in INITIAL or not APART_THAT_DAY.isdisjoint(line.modifiers):
        return ""
    if operation.since == EVE:
        return "visit_on_eve"
    return "visit_on_day" if operation.here or not operation.same_clinician else "visit_on_day_sent"
