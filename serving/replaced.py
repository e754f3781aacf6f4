"""Which of several claims were replaced, or taken back, by a later one: the same money must not be counted twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from claims.claim import Claim
from claims.sent.keys import REPLACES


class Sent(Struct, frozen=True):
    """What tells whether one claim stands in place of another."""

    whose: str
    """Payer and billing provider."""
    claim_id: str
    replaces: bool
    """Whether it is a replacement or a void (CLM05-3)."""
    original: str
    """The control number of the claim that it replaces; empty for one that replaces none."""
    day: date


def sent(claim: Claim, day: date) -> Sent:
    """A claim that is sent on a day."""
    payer = claim.payer.id or claim.payer.name
    replaces = claim.frequency_code in REPLACES
    original = claim.original_reference if replaces else ""
    return Sent(f"{payer}|{claim.billing_provider.npi}", claim.claim_id, replaces, original, day)


def replaced(several: Sequence[Sent]) -> set[int]:
    """The positions of those that a later one replaces: of one number, of the number it names, or naming the same.

    Of claims of one day an original goes before its replacement, and else the one that is listed first.
    """
    known: dict[tuple[str, str], set[int]] = defaultdict(set)
    found: set[int] = set()
    order = sorted(range(len(several)), key=lambda at: (several[at].day, several[at].replaces, at))
    for at in order:
        one = several[at]
        names = [(one.whose, name) for name in (one.claim_id, one.original) if name]
        if one.replaces:
            found.update(*(known[name] for name in names))
        for name in names:
            known[name].add(at)
    return found
