"""The dollars that refusals are expected to cost, and those that are expected to come."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

CENT = Decimal("0.01")


def at_risk(chances: Sequence[float], worth: Sequence[float]) -> Decimal:
    """The sum over lines of P(line refused) times what the line would be paid otherwise, in dollars and cents."""
    return in_cents(sum(chance * dollars for chance, dollars in zip(chances, worth, strict=True)))


def to_come(chances: Sequence[float], worth: Sequence[float]) -> Decimal:
    """The sum over lines of P(line not refused) times what it is paid then, in dollars and cents."""
    return in_cents(sum((1.0 - chance) * dollars for chance, dollars in zip(chances, worth, strict=True)))


def in_cents(dollars: float) -> Decimal:
    """Dollars, to the cent."""
    return Decimal(dollars).quantize(CENT)
