"""Why the odds are what they are: exact shares of a score, as sentences, pointing at the field that they speak of.

Columns that tell of one thing to look at are added up (:mod:`serving.reasons.subjects`). A fact that is experience is
told by plain counts (:mod:`serving.reasons.counts`), any other by its strongest column.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from msgspec import structs

from claims.claim import Claim
from features.record import Record
from features.situation import Situation
from models import Bundle
from models.booster import Rows
from models.explaining import ExplainedLine
from serving.reasons.facts import Fact
from serving.reasons.teller import Teller, number, plain
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
    facts: Sequence[Fact],
    *,
    record: Record,
    situations: Sequence[Situation],
) -> list[Reason]:
    """The few facts that matter most, and for each score that they speak of one reason for all other facts together.

    What is not known of a claim may move its score, but gives a biller nothing to look at: it is among the others.

    Args:
        claim: the claim.
        bundle: the model.
        rows: the model's input, one row a line.
        facts: of the scores to explain, see :func:`serving.reasons.facts.facts_of`.
        record: the plain counts of the office's experience.
        situations: the circumstances of each line.
    """
    teller = Teller(claim, bundle, bundle.select(rows), record, situations)
    facts = sorted(facts, key=_by_impact)
    raising = _gathered(teller.some(facts, RAISING), teller.untold)
    if not raising and facts and facts[0].impact > 0 and (reason := teller.broadly(facts[0])):
        raising = [(facts[0].at, reason)]
    shown = {reason.text for _, reason in raising}
    lowering = teller.some(facts[: -TRIED - 1 : -1], LOWERING, sign=-1)
    told = raising + [(fact.at, reason) for fact, reason in lowering if reason.text not in shown]
    reasons = [reason for _, reason in told]
    for at in {(at.line, at.hazard): at for at, _ in told}.values():
        effects = [reason.effect for one, reason in told if one is at]
        rest = math.fsum((at.score, -at.base, *(-effect for effect in effects)))
        reasons.append(Reason(number(claim, at.line), REST, None, rest, "", "All other facts together.", at.hazard))
    return reasons


def _gathered(told: Sequence[tuple[Fact, Reason]], untold: Sequence[Fact]) -> list[tuple[ExplainedLine, Reason]]:
    """The reasons, each score's first with the experience of the line that told nothing else than it.

    How often a procedure was refused for these diagnoses, at this age, in this place tells no more than how often it
    was refused, where no such circumstance sets it apart.
    """
    found: list[tuple[ExplainedLine, Reason]] = []
    for fact, reason in told:
        first = all(at is not fact.at for at, _ in found) and reason.experience is not None
        more = [other.effect for other in untold if first and other.at is fact.at and other.effect > 0]
        whole = structs.replace(reason, effect=math.fsum((reason.effect, *more))) if more else reason
        found.append((fact.at, whole))
    return found


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
