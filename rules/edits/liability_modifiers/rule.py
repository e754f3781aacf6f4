"""Pairs of liability modifiers that cannot both be true."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import Problem, Said, Values

PAIRS = (("GA", "GZ"), ("GA", "GY"), ("GY", "GZ"), ("GA", "GX"), ("GX", "GZ"))
"""GX, a voluntary notice, goes with GY alone."""


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """One finding a line."""
    for at, line in enumerate(claim.lines):
        field = f"/lines/{at}/modifiers"
        pair = next((pair for pair in PAIRS if pair[0] in line.modifiers and pair[1] in line.modifiers), None)
        if pair:
            yield Problem("contradict", field, " and ".join(pair))
        elif "GZ" in line.modifiers:
            yield Problem("given_up", field, "GZ")
