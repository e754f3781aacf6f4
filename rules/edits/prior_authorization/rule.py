"""The payer's authorization list against each line."""

from claims.claim import Claim
from rules.context import Context
from rules.demand import Demand, demands
from rules.problem import Problem, Said, Values


def check(claim: Claim, context: Context, values: Values) -> Said:
    """A number on the line or on the claim answers; an exception code (REF 4N) says that none was possible."""
    answered = bool(claim.prior_authorization or claim.authorization_exception)
    for found in demands(claim, context, values):
        if not isinstance(found, Demand):
            yield found
            continue
        few = found.policy.over_units is not None and found.line.units <= found.policy.over_units
        if not (answered or few or found.line.prior_authorization):
            yield Problem("missing", "/prior_authorization", found.line.procedure, {"line": found.at + 1}, found.dated)
