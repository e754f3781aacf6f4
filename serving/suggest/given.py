"""What a kind of change may look at, and what it offers."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from msgspec import Struct

from claims.claim import Claim, ServiceLine
from features.seen import Seen
from rules.context import Context
from serving.suggest.patch import Patch


class Change(Struct, frozen=True, gc=False):
    """A change that a biller may make where the record supports it. It is not known yet what it does to the odds."""

    text: str
    """What to do, what the record must show, and what is attested."""
    patch: Patch
    """RFC 6902; ``null`` where the office must obtain the value."""
    taken: float = 0.0
    """How many answers of this payer that were no refusal stand behind it, as they faded; 0 where none are counted."""


class Given:
    """A claim, its odds, and what is known around it."""

    def __init__(self, claim: Claim, document: Any, *, seen: Seen, context: Context, payer_kind: str) -> None:
        """Put together what changes are made from.

        Args:
            claim: the claim.
            document: the claim as decoded JSON, to which patches apply.
            seen: what payers were seen to take.
            context: the day, the reference data, and what was sent before.
            payer_kind: medicare, medicaid, commercial …; empty where it is not known.
        """
        self.claim = claim
        self.document = document
        self.seen = seen
        self.context = context
        self.payer_kind = payer_kind

    @property
    def today(self) -> date:
        """The day on which the claim is sent."""
        return self.context.today

    @cached_property
    def payer(self) -> str:
        """The payer as the history names it."""
        return self.claim.payer.id or self.claim.payer.name

    @property
    def payer_name(self) -> str:
        """The payer as a biller names it."""
        return self.claim.payer.name or self.claim.payer.id or "the payer"


def named(line: ServiceLine, at: int) -> str:
    """A line as a biller names it."""
    what = line.procedure or line.revenue_code
    return f"line {line.number or at + 1}{f' ({what})' if what else ''}"


def listed(names: list[str]) -> str:
    """Names in a row, the last joined by ``and``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
