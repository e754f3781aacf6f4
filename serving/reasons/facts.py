"""Facts of a score: what its columns add up to, by what a biller can look at."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from models import Bundle
from models.booster import Rows
from models.bundle import ExplainedLine
from serving.reasons.subjects import groups

SLIGHT = 0.005
"""A fact that moves the probability by less is not worth a biller's time."""


class Fact(Struct, frozen=True, gc=False):
    """What one group of columns adds to one score."""

    subject: str
    group: int
    """Which group of columns, see :func:`serving.reasons.subjects.groups`."""
    effect: float
    impact: float
    """How much the probability would change without it; positive raises the risk."""
    at: ExplainedLine


def facts_of(at: ExplainedLine, bundle: Bundle) -> list[Fact]:
    """The facts of a score that move its probability, and in any case the one that raises it most."""
    known = groups(bundle.feature_names, at.hazard)
    sums = np.bincount(known.of, weights=at.effects, minlength=len(known.subjects))
    odds = at.probability / max(1.0 - at.probability, 1e-12) * np.exp(-sums)
    impacts = (at.probability - odds / (1.0 + odds)).tolist()
    most = max(range(len(impacts)), key=impacts.__getitem__)
    effects = sums.tolist()
    return [
        Fact(known.subjects[group], group, effects[group], impact, at)
        for group, impact in enumerate(impacts)
        if abs(impact) >= SLIGHT or group == most
    ]


def strongest(fact: Fact, bundle: Bundle, values: Rows) -> int | None:
    """The column that adds most in the fact's direction; ``None`` where nothing of it is known."""
    columns = groups(bundle.feature_names, fact.at.hazard).columns[fact.group]
    there = columns[~np.isnan(values[fact.at.line, columns])]
    if not len(there):
        return None
    effects = fact.at.effects[there]
    return int(there[effects.argmax() if fact.effect >= 0 else effects.argmin()])
