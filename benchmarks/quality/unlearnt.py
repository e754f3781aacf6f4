"""What is lost policy by policy: whether answers could have taught it, and how wrong the odds were."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from benchmarks.quality.anatomy import Met, met
from benchmarks.quality.own import Own

LATE = 60
"""Days before training ends from which on a policy that begins can hardly be answered: claims take weeks to be sent,
and weeks to be answered."""
SELDOM = 5
"""Refusals up to which a policy is hardly told from chance: as many claims are refused for no reason that is seen."""
TOLD = (0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
"""Odds up to which alarms stand together."""


Places = npt.NDArray[np.intp]


class Why(Struct, frozen=True):
    """Claims that were judged wrongly for one reason."""

    reason: str
    policies: int
    claims: int
    denied: int
    told: float
    """Our odds, in the mean."""
    true: float
    """The true ones."""
    costs: float
    """Skill that is lost here."""


class Single(Struct, frozen=True):
    """One policy of one payer."""

    kind: str
    since: str
    answered: int
    """Its refusals that were answered when training ended."""
    of: Why


def singles(own: Own, folder: Path) -> list[Single]:
    """The policies of an office that the measured claims go against, the dearest first."""
    known = met(own, folder)
    claims: defaultdict[str, list[int]] = defaultdict(list)
    for at, policy in enumerate(known.main):
        if policy:
            claims[policy].append(at)
    found = []
    for policy, some in claims.items():
        since, answered = known.policies[policy]["since"], known.answered[policy]
        days = (known.until - date.fromisoformat(since)).days
        why = _why(reason(days, answered), own, known, np.array(some), 1)
        found.append(Single(known.policies[policy]["kind"], since, answered, why))
    return sorted(found, key=lambda one: -one.of.costs)


def alarms(own: Own, folder: Path) -> list[Why]:
    """The claims that go against no policy, by what was told of them."""
    known = met(own, folder)
    free = np.array([not policy for policy in known.main])
    found = []
    for low, high in zip((0.0, *TOLD), TOLD, strict=False):
        some = np.flatnonzero(free & (own.p >= low) & (own.p < high))
        if len(some):
            name = f"no policy: told {low:.0%} to {high:.0%}"
            found.append(_why(name, own, known, some))
    return found


def reason(days: int, answered: int) -> str:
    """Why a policy was not learnt.

    Args:
        days: from its start to the end of training.
        answered: its refusals that were answered by then.
    """
    if not answered:
        return f"never answered: began in the last {LATE} days" if days <= LATE else "never answered: seldom met"
    if answered <= SELDOM:
        return f"answered 1 to {SELDOM} times"
    return f"answered more often, in force for up to {2 * LATE} days" if days <= 2 * LATE else "answered more often"


def together(found: list[Why]) -> list[Why]:
    """The same reasons in one row each, the dearest first."""
    by_reason: defaultdict[str, list[Why]] = defaultdict(list)
    for one in found:
        by_reason[one.reason].append(one)
    rows = []
    for name, several in by_reason.items():
        claims = sum(one.claims for one in several)
        rows.append(
            Why(
                name,
                sum(one.policies for one in several),
                claims,
                sum(one.denied for one in several),
                sum(one.told * one.claims for one in several) / claims,
                sum(one.true * one.claims for one in several) / claims,
                sum(one.costs for one in several),
            )
        )
    return sorted(rows, key=lambda one: -one.costs)


def _why(reason: str, own: Own, known: Met, some: Places, policies: int = 0) -> Why:
    truth = own.truth
    return Why(
        reason,
        policies,
        len(some),
        int(truth.denied[some].sum()),
        float(own.p[some].mean()),
        float(truth.oracle[some].mean()),
        float(known.lost[some].sum() / known.base),
    )
