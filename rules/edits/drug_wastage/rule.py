"""JW and JZ on drugs of single-dose containers."""

from datetime import date

from claims.claim import Claim
from rules.context import Context
from rules.dated import codes
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

RETURNED_FROM = date(2023, 10, 1)
"""Until then claims without a modifier were let through."""


def check(claim: Claim, context: Context, values: Values) -> Said:
    """What was discarded stands on a line of its own beside what was given."""
    given = {line.procedure for line in claim.lines if "JW" not in line.modifiers}
    wasted = {line.procedure for line in claim.lines if "JW" in line.modifiers}
    met = False
    for at, line in enumerate(claim.lines):
        field = f"/lines/{at}/modifiers"
        if "JW" in line.modifiers and "JZ" in line.modifiers:
            yield Problem("both", field, line.procedure)
        elif "JW" in line.modifiers and line.procedure not in given:
            yield Problem("alone", field, line.procedure)
        dated = values.at("single_dose", line.service_date or context.today, context.today)
        if dated is None or line.procedure not in codes(dated):
            continue
        met = True
        if "JZ" not in line.modifiers and line.procedure not in wasted and line.units > 0:
            kind = "silent" if (line.service_date or context.today) >= RETURNED_FROM else "silent_at_first"
            yield Problem(kind, field, line.procedure, because=dated)
    if not met:
        yield NOT_APPLICABLE
