"""What a rule may know beyond the claim."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from msgspec import Struct

from claims.claim import Claim
from claims.fault import Fault


class Sent(Protocol):
    """The index of what was sent before, as far as rules ask it (``claims.SentBefore``)."""

    def duplicates(self, claim: Claim) -> object:
        """The earlier submissions that this claim repeats."""


class Context(Struct, frozen=True):
    """The day, what could not be read, and what was sent before. Payers' values come with the rule set."""

    today: date
    """The day on which the claim is sent: its own submission date, else the day that was asked for."""
    sent: Sent | None = None
    """``None`` where no index is kept: a rule that needs it answers no data."""
    faults: tuple[Fault, ...] = ()
    """Fields of this claim that could not be read."""
