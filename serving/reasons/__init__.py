"""Why the odds are what they are: exact shares of a score, as sentences, pointing at the field that they speak of.

Columns that tell of one thing to look at are added up (:mod:`serving.reasons.subjects`). A fact that is experience is
told by plain counts (:mod:`serving.reasons.counts`), any other by its strongest column.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np

from claims.claim import Claim
from features.record import Record
from models import Bundle
from models.booster import Rows
from models.bundle import ExplainedLine
from serving.reasons.facts import Fact, facts_of
from serving.reasons.teller import Situations, Teller, number, plain
from serving.score import Explained, Reason

RAISING = 3
"""Reasons shown that raise the risk."""

LOWERING = 1
"""Reasons shown that lower it."""

TRIED = 4
"""Facts among which one that lowers the risk is looked for: a comfort is not worth a long search."""

REST = "other"
"""The name under which all facts go that are not shown."""


def leading(
    claim: Claim,
    bundle: Bundle,
    rows: Rows,
    explained: Sequence[ExplainedLine],
    *,
    record: Record,
    situation: Situations,
) -> list[Reason]:
    """The few facts that matter most, and for each score that they speak of one reason for all other facts together.

    What is not known of a claim may move its score, but gives a biller nothing to look at: it is among the others.

    Args:
        claim: the claim.
        bundle: the model.
        rows: the model's input, one row a line.
        explained: the scores to explain.
        record: the plain counts of the office's experience.
        situation: the circumstances of a line.
    """
    teller = Teller(claim, bundle, bundle.select(rows), record, cache(situation))
    facts = sorted((fact for at in explained for fact in facts_of(at, bundle)), key=_by_impact)
    raising = teller.some(facts, RAISING)
    if not raising and facts and facts[0].impact > 0 and (reason := teller.broadly(facts[0])):
        raising = [(facts[0], reason)]
    shown = {fact.subject for fact, _ in raising}
    comforts = [fact for fact in facts[: -TRIED - 1 : -1] if fact.subject not in shown]
    lowering = teller.some(comforts, LOWERING, sign=-1)
    reasons = [reason for _, reason in raising + lowering]
    for at in {(fact.at.line, fact.at.hazard): fact.at for fact, _ in raising + lowering}.values():
        effects = [fact.effect for fact, _ in raising + lowering if fact.at is at]
        rest = math.fsum((at.score, -at.base, *(-effect for effect in effects)))
        reasons.append(Reason(number(claim, at.line), REST, None, rest, "", "All other facts together.", at.hazard))
    return reasons


def _by_impact(fact: Fact) -> float:
    return -fact.impact


def everything(claim: Claim, bundle: Bundle, rows: Rows, explained: Sequence[ExplainedLine]) -> list[Reason]:
    """Every column that moves a score, each by itself."""
    values = bundle.select(rows)
    return [
        plain(claim, bundle, at, column=int(column), effect=float(at.effects[column]), values=values)
        for at in explained
        for column in np.argsort(-np.abs(at.effects), kind="stable")
        if at.effects[column]
    ]


def scores(claim: Claim, explained: Sequence[ExplainedLine], reasons: Sequence[Reason]) -> tuple[Explained, ...]:
    """The scores that the reasons speak of."""
    named = {(reason.line, reason.hazard) for reason in reasons}
    return tuple(
        Explained(number(claim, at.line), at.base, at.score, at.hazard)
        for at in explained
        if (number(claim, at.line), at.hazard) in named
    )
