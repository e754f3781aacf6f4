"""Why the odds are what they are: exact shares of a score, in a biller's words, pointing at the field they speak of.

A model has some hundred columns, many of them views of one experience (how often this payer refused this procedure, and
how often lately). Columns of one experience are added up, since a biller knows them as one fact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Struct

import features
from claims.claim import Claim
from features.families import FAMILIES
from features.keys import ANY, keys
from models import Bundle
from models.booster import Rows
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


CANDIDATES = 6
"""Facts of one score that are looked at: the same fact may lead several scores, and is told once."""


class Fact(Struct, frozen=True, gc=False):
    """What one group of columns adds to one score."""

    group: int
    effect: float
    impact: float
    """How much the probability would change without it; positive raises the risk."""
    at: ExplainedLine


class Group(Struct, frozen=True, gc=False):
    """Columns that are views of one experience, or one column by itself."""

    columns: npt.NDArray[np.intp]
    rates: dict[str, int]
    """The column that says how often such lines were refused: by kind of refusal, and ``any``."""
    seen: int | None
    """The column that says how many answers there were."""
    says: str
    """The experience in a biller's words."""


class Groups(Struct, frozen=True, gc=False):
    """Which columns belong together."""

    of: npt.NDArray[np.intp]
    """The group of each column."""
    groups: tuple[Group, ...]


@cache
def groups(names: tuple[str, ...]) -> Groups:
    """The groups of a model's columns: those of one key of the history, and each other column by itself."""
    found: dict[str, list[int]] = {}
    for column, name in enumerate(names):
        group = max((key.name for key in keys() if name.startswith(f"{key.name}_")), key=len, default=name)
        found.setdefault(group, []).append(column)
    of = np.empty(len(names), dtype=np.intp)
    for at, columns in enumerate(found.values()):
        of[columns] = at
    says = {key.name: key.says for key in keys()}
    at_name = {name: column for column, name in enumerate(names)}
    return Groups(
        of,
        tuple(
            Group(
                np.array(columns, dtype=np.intp),
                {kind: at_name[f"{group}_{kind}"] for kind in (ANY, *FAMILIES) if f"{group}_{kind}" in at_name},
                at_name.get(f"{group}_seen"),
                says.get(group, ""),
            )
            for group, columns in found.items()
        ),
    )


def leading(claim: Claim, bundle: Bundle, rows: Rows, explained: Sequence[ExplainedLine]) -> list[Reason]:
    """The few facts that matter most, and for each score that they speak of one reason for all other facts together.

    What is not known of a claim may move its score, but gives a biller nothing to look at: it is among the others.
    """
    known, values = groups(bundle.feature_names), bundle.select(rows)
    facts = sorted(
        (
            fact
            for at in explained
            for fact in _facts(at, known)
            if not math.isnan(values[at.line, _spoken(fact, known.groups[fact.group])])
        ),
        key=lambda fact: -fact.impact,
    )
    raising = _different(facts, RAISING)
    told = {fact.group for fact in raising}
    chosen = raising + _different([fact for fact in facts[::-1] if fact.group not in told], LOWERING, sign=-1)
    reasons = [_told(claim, bundle, fact, known.groups[fact.group], values) for fact in chosen]
    for at in {(fact.at.line, fact.at.hazard): fact.at for fact in chosen}.values():
        shown = [fact.effect for fact in chosen if fact.at is at]
        rest = math.fsum((at.score, -at.base, *(-effect for effect in shown)))
        reasons.append(Reason(_number(claim, at.line), REST, None, rest, "", "all other facts together", at.hazard))
    return reasons


def everything(claim: Claim, bundle: Bundle, rows: Rows, explained: Sequence[ExplainedLine]) -> list[Reason]:
    """Every column that moves a score, each by itself."""
    values = bundle.select(rows)
    return [
        _reason(claim, bundle, at, column=int(column), effect=float(at.effects[column]), values=values)
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


def _facts(at: ExplainedLine, known: Groups) -> list[Fact]:
    """The facts that change a score's probability most, up and down."""
    sums = np.bincount(known.of, weights=at.effects, minlength=len(known.groups))
    odds = at.probability / max(1.0 - at.probability, 1e-12) * np.exp(-sums)
    impacts = at.probability - odds / (1.0 + odds)
    order = impacts.argsort(kind="stable")
    foremost = {*order[:CANDIDATES].tolist(), *order[-CANDIDATES:].tolist()}
    return [Fact(group, float(sums[group]), float(impacts[group]), at) for group in sorted(foremost)]


def _different(facts: Sequence[Fact], most: int, sign: int = 1) -> list[Fact]:
    """The first facts, each group once: the same fact at three lines, or of three hazards, is read once."""
    found: dict[int, Fact] = {}
    for fact in facts:
        if len(found) == most or sign * fact.impact < SLIGHT:
            break
        found.setdefault(fact.group, fact)
    return list(found.values())


def _spoken(fact: Fact, group: Group) -> int:
    """The column by which a fact is told: the rate of this kind of refusal, else of any, else what moves most."""
    column = group.rates.get(fact.at.hazard, group.rates.get(ANY))
    if column is not None:
        return column
    effects = fact.at.effects[group.columns]
    return int(group.columns[(effects if fact.effect >= 0 else -effects).argmax()])


def _told(claim: Claim, bundle: Bundle, fact: Fact, group: Group, values: Rows) -> Reason:
    """A fact in words, with how many answers stand behind it."""
    column = _spoken(fact, group)
    reason = _reason(claim, bundle, fact.at, column=column, effect=fact.effect, values=values)
    if group.seen is None or group.seen == column:
        return reason
    answers = float(values[fact.at.line, group.seen])
    if math.isnan(answers):
        return reason
    if answers == 0:
        return msgspec.structs.replace(reason, text=f"no answers seen yet: {group.says}")
    size = f"{answers:,.0f} recent answer{'s' * (round(answers) != 1)}"
    return msgspec.structs.replace(reason, text=f"{reason.text} ({size})")


def _reason(claim: Claim, bundle: Bundle, at: ExplainedLine, *, column: int, effect: float, values: Rows) -> Reason:
    feature = _catalogue()[bundle.feature_names[column]]
    value = float(values[at.line, column])
    return Reason(
        line=_number(claim, at.line),
        feature=feature.name,
        value=None if math.isnan(value) else value,
        effect=effect,
        field=feature.field.format(line=at.line),
        text=_unknown(feature) if math.isnan(value) else feature.says.format(value=value),
        hazard=at.hazard,
    )


def _unknown(feature: features.Feature) -> str:
    """A value that is missing, by what it would tell: the first words of the feature's entry in the dictionary."""
    about = feature.doc.partition(". ")[0].partition(":")[0].partition(" (")[0]
    return f"not known, or does not apply: {about[:1].lower()}{about[1:].rstrip('.')}"


@cache
def _catalogue() -> dict[str, features.Feature]:
    return {feature.name: feature for feature in features.catalogue()}


def _number(claim: Claim, row: int) -> int:
    """A line's number, as the claim counts."""
    return claim.lines[row].number or row + 1
