"""Who tells the facts of one claim: by what was counted, else by what the claim itself says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from claims.claim import Claim
from features import Feature
from features.circumstances import Values
from features.families import FAMILIES
from features.record import Record
from features.situation import Situation
from models import Bundle
from models.booster import Rows
from models.explaining import ExplainedLine
from serving.reasons.counts import COUNTED, KINDS, Alone, Asked, Pair, broader, find
from serving.reasons.facts import SLIGHT, Fact, strongest
from serving.reasons.sentence import told
from serving.reasons.subjects import HOMES, feature
from serving.reasons.words import field
from serving.score import Reason

REST = "other"
"""The hazard that holds all kinds of refusal without one of their own."""

DULL = 0.1
"""A fact that no count bears out, and that is not of the ``TELLING`` ones, must move the probability by so much."""

TELLING = frozenset({"frequency", "repeats", "repeated"})
"""What a biller looks at even where nothing was counted; the patient's age is not."""

TELLING_OF = {
    "eligibility": frozenset({"visits", "paid"}),
    "coordination": frozenset({"relationship", "/other_payers", "/payer/responsibility"}),
    "records": frozenset({"charge", "attachment"}),
    "filing": frozenset({"delay"}),
}
"""The same for single kinds of refusal, beside what each is about."""

MUTE = frozenset({"charge", "lines", "calendar", "/lines/{line}/number", "/subscriber/member_id"})
"""What gives a biller nothing to look at, however much it moves the odds, unless it is telling."""


class Teller:
    """Tells the facts of one claim."""

    def __init__(
        self, claim: Claim, bundle: Bundle, values: Rows, record: Record, situations: Sequence[Situation]
    ) -> None:
        self.claim = claim
        self.bundle = bundle
        self.values = values
        """The model's input, one row a line."""
        self.record = record
        self.situations = situations
        """The circumstances of each line."""
        self._values: tuple[dict[tuple[str, str], Values], ...] = tuple({} for _ in situations)
        self.untold: list[Fact] = []
        """Experience that no count of its own bore out."""

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
        """A fact as a sentence; ``None`` where nothing is known of it, or nothing bears it out."""
        column = self._strongest(fact)
        if column is None:
            return None
        one = feature(self.bundle.feature_names[column])
        at = fact.at.line
        about = _about(fact.subject, fact.at.hazard, one.family, self.bundle.hazard_names)
        broad = about.is_home and bool(one.key)
        if about.narrow or broad:
            asked = Asked(
                self.situations[at], fact.subject, about.kinds, about.narrow,
                raising=fact.effect > 0, broad=broad, values=self._values[at],
            )  # fmt: skip
            pair = find(self.record, asked)
            if pair is not None:
                return self._counted(fact, column, pair)
        if one.key and self.record.codes:
            self.untold.append(fact)
            return None
        if not about.is_telling and (abs(fact.impact) < DULL or fact.subject in MUTE):
            return None
        return self._plain(fact, column)

    def broadly(self, fact: Fact) -> Reason | None:
        """A fact by broader experience, where there is nothing better to say."""
        column = self._strongest(fact)
        if column is None:
            return None
        alone = broader(self.record, self.situations[fact.at.line], fact.at.hazard)
        return self._counted(fact, column, alone) if alone else self._plain(fact, column)

    def _strongest(self, fact: Fact) -> int | None:
        """The column that tells the fact."""
        return strongest(fact, self.values[fact.at.line])

    def _plain(self, fact: Fact, column: int) -> Reason:
        return plain(self.claim, self.bundle, fact.at, column=column, effect=fact.effect, values=self.values)

    def _counted(self, fact: Fact, column: int, pair: Pair | Alone) -> Reason:
        text, short, experience = told(pair, self.claim, fact.at.line, self.record)
        at = fact.at.line
        value = self.values.item(at, column)
        return Reason(
            line=number(self.claim, at),
            feature=self.bundle.feature_names[column],
            value=None if math.isnan(value) else value,
            effect=fact.effect,
            field=field(experience.circumstance, experience.value, at),
            text=text,
            short=short,
            hazard=fact.at.hazard,
            experience=experience,
        )


def plain(claim: Claim, bundle: Bundle, at: ExplainedLine, *, column: int, effect: float, values: Rows) -> Reason:
    """One column as a reason, by what the claim says."""
    one = feature(bundle.feature_names[column])
    value = float(values[at.line, column])
    return Reason(
        line=number(claim, at.line),
        feature=one.name,
        value=None if math.isnan(value) else value,
        effect=effect,
        field=one.field.format(line=at.line),
        text=_unknown(one) if math.isnan(value) else one.sentence(value),
        hazard=at.hazard,
    )


class _About(Struct, frozen=True, gc=False):
    """What a fact may be about."""

    kinds: tuple[str, ...]
    """The kinds of refusal: of the hazard that holds several, those of the fact's subject."""
    narrow: tuple[str, ...]
    """Those for which the subject itself is counted."""
    is_home: bool
    """Whether broader experience of them is told by this subject."""
    is_telling: bool
    """Whether a biller looks at it even where nothing was counted."""


@lru_cache(4096)
def _about(subject: str, hazard: str, family: str, hazards: tuple[str, ...]) -> _About:
    """What a fact of a model with some hazards may be about, its strongest column being of a family."""
    if hazard != REST and hazard in FAMILIES:
        kinds: tuple[str, ...] = (hazard,)
    elif family:
        kinds = (family,)
    else:
        kinds = KINDS.get(subject) or tuple(kind for kind in FAMILIES if kind not in hazards or kind == REST)
    counted = COUNTED.get(subject, frozenset())
    telling = TELLING | TELLING_OF.get(hazard, TELLING) | {HOMES.get(kind, "") for kind in kinds}
    return _About(
        kinds,
        tuple(kind for kind in kinds if kind in counted),
        is_home=subject in {HOMES.get(kind, subject) for kind in kinds},
        is_telling=subject in telling,
    )


def _unknown(one: Feature) -> str:
    """A value that is missing, by what it would tell: the first words of the feature's entry in the dictionary."""
    about = one.doc.partition(". ")[0].partition(":")[0].partition(" (")[0]
    return f"Not known, or it does not apply: {about[:1].lower()}{about[1:].rstrip('.')}."


def number(claim: Claim, row: int) -> int:
    """A line's number, as the claim counts."""
    return claim.lines[row].number or row + 1
