"""Modifiers of assistants at surgery against the fee schedule's indicator."""

from claims.claim import Claim
from rules.coding.surgeons import said_of
from rules.context import Context
from rules.problem import Said, Values

MODIFIERS = ("80", "81", "82", "AS")
BY_INDICATOR = {"0": "with_record", "1": "never", "9": "no_surgery"}


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Indicator 2: an assistant is paid."""
    yield from said_of(claim, context, MODIFIERS, "assistant", BY_INDICATOR)
