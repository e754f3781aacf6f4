"""What one rule may say of one claim: what is wrong and where. Its words and remedies stand in ``rule.yaml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from msgspec import Struct

from rules.dated import Dated, in_force
from rules.policy import Policies


class Problem(Struct, frozen=True, gc=False):
    """One fault: which of the rule's problems, at which field, and what was sent."""

    kind: str
    """A key under ``problems`` in the rule's ``rule.yaml``."""
    field: str
    """JSON pointer into the canonical claim."""
    sent: str = ""
    facts: Mapping[str, object] = {}
    """What the message needs beside ``sent``."""
    because: Dated | None = None
    """The value that decided, where one did: its source and dates go into the finding."""
    x12: str = ""
    """Loop and element, where the field does not tell."""
    segment: int = 0
    """Which segment of the file it is about, where the rule knows; else the field tells."""
    path: str = ""
    """Element or column of a file that is no X12, where the rule knows; else the field tells."""


class NoData(Struct, frozen=True, gc=False):
    """The rule applies and cannot be answered."""

    reason: str
    reference: str = ""
    """The file that would answer it."""
    of_payer: bool = False
    """Nothing of the kind is known of the payer at all: one line sums up all rules that lack it."""


NO_INDEX = NoData("no index of what was sent before is kept here", "the index of sent claims")
"""The answer of a rule that looks at earlier claims where none are at hand."""


class NotApplicable(Struct, frozen=True, gc=False):
    """The claim is none that the rule speaks of."""


NOT_APPLICABLE = NotApplicable()

Said = Iterator[Problem | NoData | NotApplicable]
"""Nothing said is a pass; any problem is a fail, then any missing datum is no data."""


class Values(Struct, frozen=True, gc=False):
    """A rule's dated values and its payer's list, as they stand for one payer."""

    payer: str = ""
    """The payer file's id; empty where none speaks of the claim's payer."""
    timelines: Mapping[str, tuple[Dated, ...]] = {}
    policies: Policies | None = None
    """``None`` where the payer's file has no such list: no data, not no demand."""
    kind: str = ""
    """Which kind of payer it is (:mod:`rules.payer_kinds`); empty where nothing tells."""

    def at(self, name: str, day: date, today: date) -> Dated | None:
        """The value in force on a day, as known today; ``None`` is no data."""
        return in_force(self.timelines.get(name, ()), day, today)

    def missing(self, name: str) -> NoData:
        """The answer where a value or a list is wanted and not there."""
        return _missing(name, self.payer, not self.timelines.get(name))


@lru_cache(1024)
def _missing(name: str, payer: str, of_payer: bool) -> NoData:
    return NoData(f"the payer's {name} is not known for this date", file_of(payer), of_payer)


def file_of(payer: str) -> str:
    """Where a user writes down what a payer wants."""
    return f"payers/{payer.partition('/')[0]}.yaml" if payer else "a payer file for this payer"
