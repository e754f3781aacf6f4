"""The unit of anesthesia lines."""

from claims.claim import Claim
from rules.context import Context
from rules.payer_kinds import BY_INDICATOR
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

BY_THE_DAY = ("01953", "01996")
"""Area of a burn, and days of pain management: no time is counted."""
DAY = 1440


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Codes are compared as text: the section runs from 00100 to 01999."""
    met = False
    for at, line in enumerate(claim.lines):
        if not "00100" <= line.procedure <= "01999" or line.procedure in BY_THE_DAY:
            continue
        met = True
        if line.unit == "UN":
            kind = BY_INDICATOR.get(claim.payer.filing_indicator, "")
            told = "units" if kind in ("medicare", "medicare advantage") else "units_elsewhere"
            yield Problem(told, f"/lines/{at}/unit", line.procedure)
        elif line.unit == "MJ" and line.units > DAY:
            yield Problem("long", f"/lines/{at}/units", line.procedure, {"minutes": f"{line.units:f}"})
    if not met:
        yield NOT_APPLICABLE
