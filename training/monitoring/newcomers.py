"""Payers, procedures and clinicians that the training window does not know.

Offices meet rare codes all the time; they are counted. A signal is raised where a newcomer makes a share of the claims
that the model should have learnt from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from claims.claim import Claim
from training.monitoring.columns import clinicians, procedures
from training.monitoring.scored import submitted
from training.monitoring.signals import Signal

SPAN = timedelta(days=28)
"""The days over which a newcomer's claims are counted."""
FEWEST = 15
"""Of its claims in that time, below which nothing is said."""
SHARE = 0.02
"""Of all claims in that time."""


def _payer(claim: Claim) -> frozenset[str]:
    return frozenset({claim.payer.id or claim.payer.name} - {""})


SORTS: Mapping[str, Callable[[Claim], frozenset[str]]] = {
    "payer": _payer,
    "procedure": procedures,
    "clinician": clinicians,
}


class Newcomer(Struct, frozen=True):
    """One value that was never seen before training ended."""

    sort: str
    """payer, procedure or clinician."""
    value: str
    first: date
    """When a claim with it was first sent."""
    claims: int
    """With it, since training ended."""
    signal: Signal | None


def newcomers(before: Sequence[Claim], after: Sequence[Claim]) -> Iterator[Newcomer]:
    """The newcomers, by sort, those with most claims first."""
    days = [submitted(claim) for claim in after]
    for sort, values_of in SORTS.items():
        known = frozenset[str]().union(*(values_of(claim) for claim in before))
        places: dict[str, list[int]] = {}
        for at, claim in enumerate(after):
            for value in values_of(claim) - known:
                places.setdefault(value, []).append(at)
        for value, where in sorted(places.items(), key=lambda pair: (-len(pair[1]), pair[0])):
            yield Newcomer(sort, value, days[where[0]], len(where), _signal(sort, value, where, days))


def _signal(sort: str, value: str, where: Sequence[int], days: Sequence[date]) -> Signal | None:
    for nth, at in enumerate(where[FEWEST - 1 :]):
        since = next(one for one in range(at, -1, -1) if one == 0 or days[one - 1] <= days[at] - SPAN)
        count = sum(since <= one <= at for one in where[: nth + FEWEST])
        if count >= FEWEST and count >= SHARE * (at - since + 1):
            says = f"{sort} {value} is new: {count} of the {at - since + 1:,} claims of four weeks, none in training"
            return Signal("new", f"{sort} {value}", days[at], says)
    return None
