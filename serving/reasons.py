"""Why the odds are what they are: exact shares of a score, in a biller's words, pointing at the field they speak of.

A model has some hundred columns, many of them views of one experience (how often this payer refused this procedure, and
how often lately). Columns of one experience are added up, since a biller knows them as one fact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from msgspec import Struct

import features
from claims.claim import Claim
from features.keys import keys
from models import Bundle
from models.bundle import ExplainedLine
from serving.score import Explained, Reason

RAISING = 3
"""Reasons shown that raise the risk."""

LOWERING = 1
"""Reasons shown that lower it."""

SLIGHT = 0.005
"""A fact that moves the probability by less is not worth a biller's time."""

REST = "other"
"""The name under which all facts go that are not shown."""


class Fact(Struct, frozen=True, gc=False):
    """What one group of columns adds to one score."""

    column: int
    """The column that speaks for the group: the one with the largest effect in the group's direction."""
    effect: float
    impact: float
    """How much the probability would change without it; positive raises the risk."""
    at: ExplainedLine


@cache
def group_of(name: str) -> str:
    """The experience that a column is a view of, else the column itself."""
    return max((key.name for key in keys() if name.startswith(f"{key.name}_")), key=len, default=name)


def leading(claim: Claim, bundle: Bundle, rows: npt.NDArray[np.float64], explained: Sequence[ExplainedLine]) -> list[Reason]:
    """The few facts that matter most, and for each score that they speak of one reason for all other facts together."""
    groups = _groups(bundle.feature_names)
    facts = [fact for at in explained for fact in _facts(at, groups)]
    facts.sort(key=lambda fact: -fact.impact)
    chosen = _different(facts, groups, RAISING) + _different(facts[::-1], groups, LOWERING, sign=-1)
    values = bundle.select(rows)
    reasons = [_reason(claim, bundle, fact.at, fact.column, fact.effect, values) for fact in chosen]
    for at in {(fact.at.line, fact.at.hazard): fact.at for fact in chosen}.values():
        shown = [fact.effect for fact in chosen if fact.at is at]
        rest = math.fsum((at.score, -at.base, *(-effect for effect in shown)))
        reasons.append(Reason(_number(claim, at.line), REST, None, rest, "", "all other facts together", at.hazard))
    return reasons


def everything(claim: Claim, bundle: Bundle, rows: npt.NDArray[np.float64], explained: Sequence[ExplainedLine]) -> list[Reason]:
    """Every column that moves a score, each by itself."""
    values = bundle.select(rows)
    return [
        _reason(claim, bundle, at, int(column), float(at.effects[column]), values)
        for at in explained
        for column in np.argsort(-np.abs(at.effects), kind="stable")
        if at.effects[column]
    ]


def scores(claim: Claim, explained: Sequence[ExplainedLine], reasons: Sequence[Reason]) -> tuple[Explained, ...]:
    """The scores that the reasons speak of."""
    named = {(reason.line, reason.hazard) for reason in reasons}
    return tuple(
        Explained(_number(claim, at.line), at.base, at.score, at.hazard)
        for at in explained
        if (_number(claim, at.line), at.hazard) in named
    )


@cache
def _groups(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(group_of(name) for name in names)


def _facts(at: ExplainedLine, groups: Sequence[str]) -> list[Fact]:
    effects = at.effects.tolist()
    columns: dict[str, list[int]] = {}
    for column, group in enumerate(groups):
        if effects[column]:
            columns.setdefault(group, []).append(column)
    facts = []
    for members in columns.values():
        effect = math.fsum(effects[column] for column in members)
        sign = 1.0 if effect >= 0 else -1.0
        speaker = max(members, key=lambda column: sign * effects[column])
        facts.append(Fact(speaker, effect, at.probability - _without(at.probability, effect), at))
    return facts


def _without(probability: float, effect: float) -> float:
    """The probability when an effect is taken off its log-odds."""
    odds = probability / max(1.0 - probability, 1e-12) * math.exp(-effect)
    return odds / (1.0 + odds)


def _different(facts: Sequence[Fact], groups: Sequence[str], most: int, sign: int = 1) -> list[Fact]:
    """The first facts, each group once: the same fact at three lines, or of three hazards, is read once."""
    found: dict[str, Fact] = {}
    for fact in facts:
        if len(found) == most or sign * fact.impact < SLIGHT:
            break
        found.setdefault(groups[fact.column], fact)
    return list(found.values())


def _reason(
    claim: Claim, bundle: Bundle, at: ExplainedLine, column: int, effect: float, values: npt.NDArray[np.float64]
) -> Reason:
    feature = _catalogue()[bundle.feature_names[column]]
    value = float(values[at.line, column])
    known = None if math.isnan(value) else value
    text = feature.says.format(value=value) if known is not None else f"not known: {feature.name.replace('_', ' ')}"
    field = feature.field.format(line=at.line)
    return Reason(_number(claim, at.line), feature.name, known, effect, field, text, at.hazard)


@cache
def _catalogue() -> dict[str, features.Feature]:
    return {feature.name: feature for feature in features.catalogue()}


def _number(claim: Claim, row: int) -> int:
    """A line's number, as the claim counts."""
    return claim.lines[row].number or row + 1
