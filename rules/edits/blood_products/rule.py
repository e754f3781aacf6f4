"""A transfusion with its blood, and blood that is paid for with its twin line (IOCE edits 43 and 73)."""

from claims.claim import Claim, ServiceLine
from rules.context import Context
from rules.problem import Problem, Said, Values

TRANSFUSIONS = ("36430", "36440", "36450", "36455")
PRODUCTS = "P90"
BOUGHT = "BL"
BLOOD, HANDLING = "038", "039"


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Blood that costs nothing but its handling is one line, under 039x."""
    products = [line for line in claim.lines if line.procedure.startswith(PRODUCTS)]
    for at, line in enumerate(claim.lines):
        if line.procedure in TRANSFUSIONS and not products:
            yield Problem("product", f"/lines/{at}/procedure", line.procedure)
        if line in products and (line.revenue_code.startswith(BLOOD) or BOUGHT in line.modifiers):
            other = HANDLING if line.revenue_code.startswith(BLOOD) else BLOOD
            if BOUGHT not in line.modifiers or not any(_pairs(line, twin, other) for twin in products):
                yield Problem("pair", f"/lines/{at}/revenue_code", line.procedure)


def _pairs(line: ServiceLine, twin: ServiceLine, revenue: str) -> bool:
    return (
        twin.revenue_code.startswith(revenue)
        and BOUGHT in twin.modifiers
        and (twin.procedure, twin.units, twin.service_date) == (line.procedure, line.units, line.service_date)
    )
