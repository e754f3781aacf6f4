"""Facts of a score: what its columns add up to, by what a biller can look at."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from models import Bundle
from models.bundle import ExplainedLine
from serving.reasons.subjects import groups

SLIGHT = 0.005
"""A fact that moves the probability by less is not worth a biller's time."""


class Fact(Struct, frozen=True, gc=False):
    """What one group of columns adds to one score."""

    subject: str
    columns: tuple[int, ...]
    """The columns of the group."""
    effect: float
    impact: float
    """How much the probability would change without it; positive raises the risk."""
    at: ExplainedLine
    effects: list[float]
    """What each column of the model adds."""


def facts_of(at: ExplainedLine, bundle: Bundle) -> list[Fact]:
    """The facts of a score that move its probability, and in any case the one that raises it most."""
    known = groups(bundle.feature_names, at.hazard)
    sums = np.bincount(known.of, weights=at.effects, minlength=len(known.subjects))
    odds = at.probability / max(1.0 - at.probability, 1e-12) * np.exp(-sums)
    impacts = at.probability - odds / (1.0 + odds)
    moving = np.abs(impacts) >= SLIGHT
    moving[impacts.argmax()] = True
    effects = at.effects.tolist()
    return [
        Fact(known.subjects[group], known.columns[group], float(sums[group]), float(impacts[group]), at, effects)
        for group in np.flatnonzero(moving).tolist()
    ]


def strongest(fact: Fact, row: Sequence[float]) -> int | None:
    """The column that adds most in the fact's direction; ``None`` where nothing of it is known of the line."""
    sign = 1.0 if fact.effect >= 0 else -1.0
    found, most = None, -math.inf
    for column in fact.columns:  # a handful: numpy takes ten times as long
        if not math.isnan(row[column]) and (found is None or sign * fact.effects[column] > most):
            found, most = column, sign * fact.effects[column]
    return found
