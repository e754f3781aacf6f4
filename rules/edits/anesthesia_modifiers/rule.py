"""Exactly one of the modifiers that tell who gave anesthesia."""

from claims.claim import Claim
from rules.context import Context
from rules.payer_kinds import BY_INDICATOR
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

GIVERS = ("AA", "AD", "QK", "QX", "QY", "QZ")


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """QS, G8, G9, 23 and 47 tell other things and may stand beside it."""
    met = False
    for at, line in enumerate(claim.lines):
        if not "00100" <= line.procedure <= "01999" or line.procedure == "01996":
            continue
        met = True
        givers = [modifier for modifier in line.modifiers if modifier in GIVERS]
        if len(givers) > 1:
            yield Problem("two", f"/lines/{at}/modifiers", " and ".join(givers))
        elif not givers:
            kind = BY_INDICATOR.get(claim.payer.filing_indicator, "")
            yield Problem(
                "nobody" if kind == "medicare" else "nobody_elsewhere", f"/lines/{at}/modifiers", line.procedure
            )
    if not met:
        yield NOT_APPLICABLE
