"""Facts of a score: what its columns add up to, by what a biller can look at."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from models import Bundle, compiled
from models.explaining import ExplainedLine
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


class _Layout(Struct, frozen=True, gc=False):
    """How each kind of refusal groups the columns of a model."""

    place: dict[str, int]
    """Where each kind stands in what follows."""
    of: npt.NDArray[np.intp]
    """The group of each column, shape (kinds, columns)."""
    sizes: npt.NDArray[np.intp]
    """How many groups each kind has."""
    none: npt.NDArray[np.float64]
    """Minus infinity where there is no group, since the kind has fewer than others, else 0; shape (kinds, groups)."""
    groups: tuple[tuple[tuple[str, tuple[int, ...]], ...], ...]
    """The subject and the columns of each group, kind by kind."""


_layouts: WeakKeyDictionary[Bundle, _Layout] = WeakKeyDictionary()


def _layout(bundle: Bundle) -> _Layout:
    """The groups of a model."""
    found = _layouts.get(bundle)
    if found is None:
        each = [groups(bundle.feature_names, hazard) for hazard in bundle.hazard_names]
        sizes = np.array([len(one.subjects) for one in each])
        found = _layouts[bundle] = _Layout(
            {hazard: nth for nth, hazard in enumerate(bundle.hazard_names)},
            np.stack([one.of for one in each]),
            sizes,
            np.where(np.arange(sizes.max()) >= sizes[:, None], -np.inf, 0.0),
            tuple([tuple(zip(one.subjects, one.columns, strict=True)) for one in each]),
        )
    return found


def facts_of(explained: Sequence[Sequence[ExplainedLine]], bundle: Bundle) -> list[list[Fact]]:
    """Of each claim, the facts that move a score's probability, and in any case the one that raises it most.

    They stand in the order of the scores. All claims go through NumPy at once: its calls cost as much for one score as
    for eight.
    """
    every = [at for of_claim in explained for at in of_claim]
    found: list[list[Fact]] = [[] for _ in explained]
    if not every:
        return found
    layout = _layout(bundle)
    kinds = [layout.place[at.hazard] for at in every]
    whose = [claim for claim, of_claim in enumerate(explained) for _ in of_claim]
    for nth, group, effect, impact in _moving(every, kinds, layout):
        subject, columns = layout.groups[kinds[nth]][group]
        found[whose[nth]].append(Fact(subject, columns, effect, impact, every[nth]))
    return found


def _moving(
    every: Sequence[ExplainedLine], kinds: list[int], layout: _Layout
) -> Iterable[tuple[int, int, float, float]]:
    """Score by score, the groups worth telling: which score, which group, its effect and its impact."""
    if compiled.chances is not None:
        effects, probabilities = [at.effects for at in every], [at.probability for at in every]
        most = layout.none.shape[1]
        return compiled.chances.moving(effects, probabilities, kinds, layout.of, layout.sizes, most)
    none = layout.none.take(kinds, axis=0)
    scores, width = none.shape
    of = layout.of.take(kinds, axis=0) + np.arange(0, scores * width, width)[:, None]
    effects = np.concatenate([at.effects for at in every])
    sums = np.bincount(of.ravel(), effects, scores * width).reshape(scores, width)
    chances = np.array([at.probability for at in every])[:, None]
    odds = chances / np.maximum(1.0 - chances, 1e-12) * np.exp(-sums)
    impacts = chances - odds / (1.0 + odds)
    moving = np.abs(impacts) >= SLIGHT  # what is no group moves nothing
    moving[np.arange(scores), (impacts + none).argmax(axis=1)] = True
    nths, at_groups = moving.nonzero()
    told = sums[nths, at_groups].tolist(), impacts[nths, at_groups].tolist()
    return zip(nths.tolist(), at_groups.tolist(), *told, strict=True)


def strongest(fact: Fact, row: npt.NDArray[np.float64]) -> int | None:
    """The column that adds most in the fact's direction; ``None`` where nothing of it is known of the line.

    Args:
        fact: the fact.
        row: the model's input of its line.
    """
    sign = 1.0 if fact.effect >= 0 else -1.0
    if compiled.chances is not None:
        return compiled.chances.strongest(fact.at.effects, row, fact.columns, sign)
    adds_of, value_of = fact.at.effects.item, row.item
    found, most = None, -math.inf
    for column in fact.columns:  # a handful: all numpy does at once takes longer, and so does a list of all columns
        if (adds := sign * adds_of(column)) > most and not math.isnan(value_of(column)):
            found, most = column, adds
    return found
