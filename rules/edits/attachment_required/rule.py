"""The payer's list of services that need documents against what the claim announces."""

from claims.claim import Claim
from rules.context import Context
from rules.demand import Demand, demands
from rules.problem import Problem, Said, Values


def check(claim: Claim, context: Context, values: Values) -> Said:
    """The claim may announce them, or the line."""
    for found in demands(claim, context, values):
        if not isinstance(found, Demand):
            yield found
            continue
        line = found.line
        if not (claim.attachments or line.attachments):
            yield Problem("none", "/attachments", line.procedure, {"line": line.number or found.at + 1}, found.dated)
