"""The payer's exclusions against each line."""

from claims.claim import Claim
from rules.context import Context
from rules.demand import Demand, demands
from rules.problem import Problem, Said, Values

KNOWN = frozenset(("GX", "GY", "GZ"))
"""Modifiers that say that the biller knows: the line is sent to be denied."""


def check(claim: Claim, context: Context, values: Values) -> Said:
    """A line that asks to be denied is no mistake."""
    for found in demands(claim, context, values):
        if not isinstance(found, Demand):
            yield found
        elif not KNOWN & set(found.line.modifiers):
            yield Problem("excluded", f"/lines/{found.at}/procedure", found.line.procedure, {}, found.dated)
