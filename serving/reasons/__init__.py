"""Why the odds are what they are: exact shares of a score, as sentences, pointing at the field that they speak of.

Columns that tell of one thing to look at are added up (:mod:`serving.reasons.subjects`). A fact that is experience is
told by plain counts (:mod:`serving.reasons.counts`), any other by its strongest column.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from msgspec import Struct, structs

from claims.claim import Claim
from features import Feature
from features.families import FAMILIES
from features.record import Record
from features.situation import Situation
from models import Bundle
from models.booster import Rows
from models.bundle import ExplainedLine
from serving.reasons.counts import KINDS, Alone, Asked, Pair, broader, find
from serving.reasons.sentence import told
from serving.reasons.subjects import feature, groups
from serving.score import Explained, Reason

RAISING = 3
"""Reasons shown that raise the risk."""

LOWERING = 1
"""Reasons shown that lower it."""

SLIGHT = 0.005
"""A fact that moves the probability by less is not worth a biller's time."""

REST = "other"
"""The name under which all facts go that are not shown."""

DULL = 0.05
"""A fact that no count bears out, and that is not of the ``TELLING`` ones, must move the probability by so much."""

TELLING = frozenset({"authorization", "referral", "modifiers", "place", "units", "frequency", "repeats", "repeated"})
"""What a biller looks at even where nothing was counted; the patient's age is not."""

CANDIDATES = 6
"""Facts of one score that are looked at: the same fact may lead several scores, and is told once."""


class Fact(Struct, frozen=True, gc=False):
    """What one group of columns adds to one score."""

    subject: str
    column: int
    """The column that adds most in the group's direction."""
    effect: float
    impact: float
    """How much the probability would change without it; positive raises the risk."""
    at: ExplainedLine


def leading(
    claim: Claim,
    bundle: Bundle,
    rows: Rows,
    explained: Sequence[ExplainedLine],
    *,
    record: Record,
    situation: Callable[[int], Situation],
) -> list[Reason]:
    """The few facts that matter most, and for each score that they speak of one reason for all other facts together.

    What is not known of a claim may move its score, but gives a biller nothing to look at: it is among the others.

    Args:
        claim: the claim.
        bundle: the model.
        rows: the model's input, one row a line.
        explained: the scores to explain.
        record: the plain counts of the office's experience.
        situation: the circumstances of a line, counted from 0.
    """
    teller = Teller(claim, bundle, bundle.select(rows), record, cache(situation))
    facts = sorted((fact for at in explained for fact in _facts(at, bundle, teller.values)), key=_by_impact)
    raising = teller.some(facts, RAISING)
    if not raising and facts and facts[0].impact > 0:
        raising = [(facts[0], teller.broadly(facts[0]))]
    shown = {fact.subject for fact, _ in raising}
    lowering = teller.some([fact for fact in facts[::-1] if fact.subject not in shown], LOWERING, sign=-1)
    reasons = [reason for _, reason in raising + lowering]
    for at in {(fact.at.line, fact.at.hazard): fact.at for fact, _ in raising + lowering}.values():
        effects = [fact.effect for fact, _ in raising + lowering if fact.at is at]
        rest = math.fsum((at.score, -at.base, *(-effect for effect in effects)))
        reasons.append(Reason(_number(claim, at.line), REST, None, rest, "", "All other facts together.", at.hazard))
    return reasons


def _by_impact(fact: Fact) -> float:
    return -fact.impact


class Teller:
    """Tells the facts of one claim."""

    def __init__(
        self, claim: Claim, bundle: Bundle, values: Rows, record: Record, situation: Callable[[int], Situation]
    ) -> None:
        self.claim = claim
        self.bundle = bundle
        self.values = values
        """The model's input, one row a line."""
        self.record = record
        self.situation = situation

    def some(self, facts: Sequence[Fact], most: int, sign: int = 1) -> list[tuple[Fact, Reason]]:
        """The first facts that can be told, each once: the same fact at three lines is read once."""
        found: dict[str, tuple[Fact, Reason]] = {}
        texts: set[str] = set()
        for fact in facts:
            if len(found) == most or sign * fact.impact < SLIGHT:
                break
            if fact.subject not in found and (reason := self.told(fact)) and reason.text not in texts:
                found[fact.subject] = fact, reason
                texts.add(reason.text)
        return list(found.values())

    def told(self, fact: Fact) -> Reason | None:
        """A fact as a sentence: by what was counted, else by what the claim says; ``None`` where neither tells it."""
        one = feature(self.bundle.feature_names[fact.column])
        asked = Asked(
            self.situation(fact.at.line),
            fact.subject,
            self._kinds(fact, one.family),
            raising=fact.effect > 0,
            broad=bool(one.key),
        )
        pair = find(self.record, asked)
        if pair is not None:
            return self._counted(fact, pair)
        if (one.key and self.record.codes) or (abs(fact.impact) < DULL and fact.subject not in TELLING):
            return None
        return self._plain(fact)

    def _kinds(self, fact: Fact, family: str) -> Sequence[str]:
        """The kinds of refusal that a fact is about: of the hazard that holds several, those of its subject."""
        hazard = fact.at.hazard
        if hazard != REST and hazard in FAMILIES:
            return (hazard,)
        if family:
            return (family,)
        modelled = {one.name for one in self.bundle.hazards}
        return KINDS.get(fact.subject) or [kind for kind in FAMILIES if kind not in modelled or kind == REST]

    def broadly(self, fact: Fact) -> Reason:
        """A fact by broader experience, where there is nothing better to say."""
        pair = broader(self.record, self.situation(fact.at.line), fact.at.hazard)
        return self._counted(fact, pair) if pair else self._plain(fact)

    def _plain(self, fact: Fact) -> Reason:
        return _reason(self.claim, self.bundle, fact.at, column=fact.column, effect=fact.effect, values=self.values)

    def _counted(self, fact: Fact, pair: Pair | Alone) -> Reason:
        text, short, experience = told(pair, self.claim, fact.at.line, self.record)
        return structs.replace(self._plain(fact), text=text, short=short, experience=experience)


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


def _facts(at: ExplainedLine, bundle: Bundle, values: Rows) -> list[Fact]:
    """The facts that change a score's probability most, up and down; none of which nothing is known."""
    known = groups(bundle.feature_names, at.hazard)
    sums = np.bincount(known.of, weights=at.effects, minlength=len(known.subjects))
    odds = at.probability / max(1.0 - at.probability, 1e-12) * np.exp(-sums)
    impacts = at.probability - odds / (1.0 + odds)
    order = impacts.argsort(kind="stable")
    facts = []
    for group in sorted({*order[:CANDIDATES].tolist(), *order[-CANDIDATES:].tolist()}):
        columns = known.columns[group]
        there = columns[~np.isnan(values[at.line, columns])]
        if len(there):
            effects = at.effects[there] if sums[group] >= 0 else -at.effects[there]
            column = int(there[effects.argmax()])
            facts.append(Fact(known.subjects[group], column, float(sums[group]), float(impacts[group]), at))
    return facts


def _reason(claim: Claim, bundle: Bundle, at: ExplainedLine, *, column: int, effect: float, values: Rows) -> Reason:
    one = feature(bundle.feature_names[column])
    value = float(values[at.line, column])
    return Reason(
        line=_number(claim, at.line),
        feature=one.name,
        value=None if math.isnan(value) else value,
        effect=effect,
        field=one.field.format(line=at.line),
        text=_unknown(one) if math.isnan(value) else one.sentence(value),
        hazard=at.hazard,
    )


def _unknown(one: Feature) -> str:
    """A value that is missing, by what it would tell: the first words of the feature's entry in the dictionary."""
    about = one.doc.partition(". ")[0].partition(":")[0].partition(" (")[0]
    return f"not known, or does not apply: {about[:1].lower()}{about[1:].rstrip('.')}"


def _number(claim: Claim, row: int) -> int:
    """A line's number, as the claim counts."""
    return claim.lines[row].number or row + 1
