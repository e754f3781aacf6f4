"""The payer's unit limits, of a line or of all lines of a day with the same procedure."""

from decimal import Decimal

from claims.claim import ZERO, Claim
from rules.context import Context
from rules.demand import Demand, demands
from rules.problem import Problem, Said, Values

MINUTES = "MJ"


def check(claim: Claim, context: Context, values: Values) -> Said:
    """Of a day the fault is told once, at its last line."""
    days: dict[tuple[object, ...], tuple[Demand, str]] = {}
    for found in demands(claim, context, values):
        if not isinstance(found, Demand):
            yield found
        elif found.line.unit != MINUTES:
            same = found.at if found.policy.per == "line" else (found.line.procedure, found.day)
            days[(same, found.policy)] = (found, found.policy.per)
    for found, per in days.values():
        units = found.line.units if per == "line" else _of_day(claim, found)
        if found.policy.max_units is not None and units > found.policy.max_units:
            facts = {"procedure": found.line.procedure, "per": per, "most": f"{found.policy.max_units:f}"}
            yield Problem("over", f"/lines/{found.at}/units", f"{units:f}", facts, found.dated)


def _of_day(claim: Claim, found: Demand) -> Decimal:
    same = (
        line.units
        for line in claim.lines
        if line.procedure == found.line.procedure and (line.service_date or claim.statement_from) == found.day
    )
    return sum(same, ZERO)
