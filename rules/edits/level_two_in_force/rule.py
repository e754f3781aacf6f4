"""Level II codes (a letter and four digits, D codes apart) against CMS's list with its dates."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values
from rules.reference import level_two
from rules.reference.lists import HCPCS

LEVEL_TWO = frozenset("ABCEGHJKLMPQRSTUV")
KINDS = {"ended": "ended", "not yet": "not_yet"}


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """On the line's own day, else on the first of the statement."""
    met = unknown = False
    for at, line in enumerate(claim.lines):
        if line.procedure[:1] not in LEVEL_TWO or len(line.procedure) != 5 or line.procedure_qualifier == "HP":
            continue
        met = True
        day = line.service_date or claim.statement_from
        code = level_two(context.shelf, line.procedure, day) if day else None
        if day is None or code is None:
            unknown = True
        elif code.status != "valid":
            facts = {"day": day, "since": code.start, "until": code.end}
            because = context.shelf.because(HCPCS, line.procedure, day, code)
            yield Problem(KINDS.get(code.status, "unknown"), f"/lines/{at}/procedure", line.procedure, facts, because)
    if unknown:
        yield context.shelf.lacks(HCPCS)
    elif not met:
        yield NOT_APPLICABLE
