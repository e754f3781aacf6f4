"""Modifier 66, a team of surgeons, against the fee schedule's indicator."""

from claims.claim import Claim
from rules.coding.surgeons import said_of
from rules.context import Context
from rules.problem import Said, Values

MODIFIERS = ("66",)
BY_INDICATOR = {"0": "never", "1": "with_record", "9": "no_surgery"}


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Indicator 2: a team is paid, by report."""
    yield from said_of(claim, context, MODIFIERS, "team", BY_INDICATOR)
