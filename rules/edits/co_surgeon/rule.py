"""Modifier 62, two surgeons, against the fee schedule's indicator."""

from claims.claim import Claim
from rules.coding.surgeons import said_of
from rules.context import Context
from rules.problem import Said, Values

MODIFIERS = ("62",)
BY_INDICATOR = {"0": "never", "1": "with_record", "9": "no_surgery"}


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Indicator 2: two surgeons of different specialties are paid."""
    yield from said_of(claim, context, MODIFIERS, "co_surgeons", BY_INDICATOR)
