"""The payer's modifier policy against each line."""

from claims.claim import Claim
from rules.context import Context
from rules.demand import Demand, demands
from rules.problem import Problem, Said, Values


def check(claim: Claim, context: Context, values: Values) -> Said:
    """One of the modifiers that the policy names is enough."""
    for found in demands(claim, context, values, "modifiers"):
        if not isinstance(found, Demand):
            yield found
        elif not set(found.policy.modifiers) & set(found.line.modifiers):
            facts = {"wanted": ", ".join(found.policy.modifiers)}
            yield Problem("missing", f"/lines/{found.at}/modifiers", found.line.procedure, facts, found.dated)
