"""How good the odds turned out to be: overall, by payer and by week of submission, with intervals.

Intervals are drawn over patients, whose claims are alike.

A week is shown as far as it is mature (:mod:`training.maturity`): from the share ``SHOWN`` on, and marked as partial
until no claim of it is too young to tell. Partial weeks are told by their quick payers, so they raise no signal.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
from msgspec import Struct

from models.odds import Array
from training.clusters import weights
from training.gate.better import Looked
from training.metrics import Labels
from training.monitoring.expected import LITTLE, Expected, expected
from training.monitoring.scored import Scored

SHOWN = 0.5
"""The share of a week's claims that must be old enough for the week to be shown."""
FEWEST = 30
"""Known claims below which a group has no figures of its own."""
DRAWS = 400
LEVEL = 0.90
"""Of the bootstrap intervals."""
TOP = 10
"""The riskiest one in how many."""


class Skill(Struct, frozen=True):
    """One group of matured claims: what was promised of them, and what came."""

    name: str
    """A payer, or the Monday of a week."""
    claims: int
    """Sent."""
    known: int
    """Matured and answered: these are measured."""
    complete: bool
    """Whether none of the sent claims is too young to tell."""
    denied: float
    """Share refused."""
    promised: float
    """Mean of the odds."""
    gain: float
    """The share of the base rate's log loss that the odds save."""
    gain_low: float
    gain_high: float
    dollars: float
    """The share of the refused dollars that stood among the riskiest tenth."""
    dollars_low: float
    dollars_high: float
    expected: Expected
    """What the odds of the same known claims promised before the answers."""


def losses(p: Array, denied: Labels) -> Array:
    """Log loss of each claim in nats."""
    q = np.clip(p, LITTLE, 1 - LITTLE)
    found: Array = -np.where(denied, np.log(q), np.log1p(-q))
    return found


def skill(name: str, group: Scored, base_rate: float) -> Skill | None:
    """The figures of one group; ``None`` where too few of its claims are known."""
    known = group.only(group.known)
    promised = expected(known.p, known.charged, base_rate)
    if len(known.p) < FEWEST or promised is None:
        return None
    ours, base = losses(known.p, known.denied), losses(np.full(len(known.p), base_rate), known.denied)
    looked, share = Looked(known.p, known.refused), max(1, len(known.p) // TOP) / len(known.p)

    def figures(weight: Array) -> tuple[float, float]:
        dollars = looked.caught(weight, share) / max(float(weight @ known.refused), LITTLE)
        return float(1 - weight @ ours / (weight @ base)), dollars

    gain, dollars = figures(np.ones(len(known.p)))
    _, whose = np.unique(known.patients, return_inverse=True)
    gains, caught = zip(*(figures(weight) for weight in weights(whose, DRAWS)), strict=True)
    edges = (50 * (1 - LEVEL), 50 * (1 + LEVEL))
    gain_low, gain_high = np.percentile(gains, edges)
    dollars_low, dollars_high = np.percentile(caught, edges)
    return Skill(
        name=name,
        claims=len(group.p),
        known=len(known.p),
        complete=not group.young.any(),
        denied=float(known.denied.mean()),
        promised=float(known.p.mean()),
        gain=gain,
        gain_low=float(gain_low),
        gain_high=float(gain_high),
        dollars=dollars,
        dollars_low=float(dollars_low),
        dollars_high=float(dollars_high),
        expected=promised,
    )


def by_week(scored: Scored, base_rate: float) -> Iterator[Skill]:
    """The weeks that are old enough, in order; a week with too few known claims is left out."""
    for week in np.unique(scored.weeks).tolist():
        group = scored.only(scored.weeks == week)
        if group.young.mean() <= 1 - SHOWN:
            found = skill(str(date.fromordinal(week)), group, base_rate)
            if found is not None:
                yield found


def by_payer(scored: Scored, base_rate: float) -> Iterator[Skill]:
    """The payers with enough known claims, those with most first."""
    names, counts = np.unique(scored.payers, return_counts=True)
    for name in names[np.argsort(-counts, kind="stable")].tolist():
        found = skill(name, scored.only((scored.payers == name) & ~scored.young), base_rate)
        if found is not None:
            yield found
