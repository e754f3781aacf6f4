"""CQ with GP, CO with GO."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import Problem, Said, Values

PLAN_OF = {"CQ": "GP", "CO": "GO"}


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Speech therapy knows no assistant's modifier."""
    for at, line in enumerate(claim.lines):
        for assistant, plan in PLAN_OF.items():
            if assistant in line.modifiers and plan not in line.modifiers:
                yield Problem("plan", f"/lines/{at}/modifiers", assistant, {"wanted": plan})
