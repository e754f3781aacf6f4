"""What a rule may know beyond the claim."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from claims.fault import Fault
from claims.origin import Origin
from claims.sent import SentBefore
from rules.reference.shelf import Shelf
from rules.reference.shipped import shipped

SHIPPED = Shelf(shipped)
"""What comes with the product; opened when first asked."""


class Context(Struct, frozen=True, gc=False):
    """The day, what could not be read, and what was sent before. Payers' values come with the rule set."""

    today: date
    """The day on which the claim is sent: its own submission date, else the day that was asked for."""
    sent: SentBefore | None = None
    """``None`` where no index is kept: a rule that needs it answers no data."""
    faults: tuple[Fault, ...] = ()
    """Fields of this claim that could not be read."""
    shelf: Shelf = SHIPPED
    """The reference data at hand."""
    origin: Origin | None = None
    """The claim's own segments, for rules about how it is written down; ``None`` where it was never an 837."""
