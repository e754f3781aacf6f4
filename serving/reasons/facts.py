"""Facts of a score: what its columns add up to, by what a biller can look at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
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


class _Layout(Struct, frozen=True, gc=False):
    """The groups of several scores in a row."""

    of: npt.NDArray[np.intp]
    """The group of each column of each score, counted through."""
    groups: tuple[tuple[int, str, tuple[int, ...]], ...]
    """The place of the score that each group is of, its subject and its columns."""
    sizes: tuple[int, ...]
    """How many groups each score has."""


MOST = 100
"""Layouts that are remembered of a model, of 10 KB each: claims of one to four lines, one or two kinds of refusal."""

_layouts: WeakKeyDictionary[Bundle, dict[tuple[str, ...], _Layout]] = WeakKeyDictionary()


def _layout(bundle: Bundle, hazards: tuple[str, ...]) -> _Layout:
    """The groups of some scores of a model, in this order."""
    known = _layouts.setdefault(bundle, {})
    found = known.get(hazards)
    if found is None:
        if len(known) >= MOST:
            known.clear()
        each = [groups(bundle.feature_names, hazard) for hazard in hazards]
        sizes = tuple([len(one.subjects) for one in each])
        firsts = np.cumsum((0, *sizes[:-1]))
        found = known[hazards] = _Layout(
            np.concatenate([one.of + first for one, first in zip(each, firsts, strict=True)]),
            tuple(
                [(nth, *named) for nth, one in enumerate(each) for named in zip(one.subjects, one.columns, strict=True)]
            ),
            sizes,
        )
    return found


def facts_of(explained: Sequence[ExplainedLine], bundle: Bundle) -> list[Fact]:
    """The facts of each score that move its probability, and in any case the one that raises it most; in this order.

    All scores go through NumPy at once: its calls cost as much for one as for eight.
    """
    if not explained:
        return []
    layout = _layout(bundle, tuple([at.hazard for at in explained]))
    sums = np.bincount(layout.of, np.concatenate([at.effects for at in explained]), len(layout.groups))
    chances = np.array([at.probability for at in explained]).repeat(layout.sizes)
    odds = chances / np.maximum(1.0 - chances, 1e-12) * np.exp(-sums)
    impacts = chances - odds / (1.0 + odds)
    moving = np.abs(impacts) >= SLIGHT
    first = 0
    for size in layout.sizes:
        moving[first + impacts[first : first + size].argmax()] = True
        first += size
    effects = [at.effects.tolist() for at in explained]
    at_groups = moving.nonzero()[0]
    found = []
    for group, effect, impact in zip(
        at_groups.tolist(), sums[at_groups].tolist(), impacts[at_groups].tolist(), strict=True
    ):
        nth, subject, columns = layout.groups[group]
        found.append(Fact(subject, columns, effect, impact, explained[nth], effects[nth]))
    return found


def strongest(fact: Fact, row: Sequence[float]) -> int | None:
    """The column that adds most in the fact's direction; ``None`` where nothing of it is known of the line."""
    sign = 1.0 if fact.effect >= 0 else -1.0
    found, most, effects = None, -math.inf, fact.effects
    for column in fact.columns:  # a handful: numpy takes ten times as long
        if (adds := sign * effects[column]) > most and not math.isnan(row[column]):
            found, most = column, adds
    return found
