"""The counts that a sentence names: of lines like this one, and of a sibling circumstance to hold against them.

A count is told only where it bears the fact out: a fact that raises the risk by a rate that lies above what it is held
against. The payer's own answers speak first, all payers' where they do not tell enough.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from msgspec import Struct

from features.circumstances import ALONE, BY_NAME, EVERY, TAGS, kinds_of
from features.families import FAMILIES
from features.keys import ANY
from features.record import Count, Record
from features.situation import Situation

FEWEST = 3
"""Answers from which on a count is told."""

CLEARLY = 2.0
"""Standard deviations by which two rates differ that are held against each other."""

WILSON = 1.645**2
"""The square of the normal quantile of a 90 % interval."""

SHARE = 0.05
"""And by so much at least."""


class Counted(Struct, frozen=True, gc=False):
    """A circumstance with its count."""

    circumstance: str
    base: str
    value: str
    count: Count


class Pair(Struct, frozen=True, gc=False):
    """What was found for a fact."""

    own: Counted
    against: Counted
    kind: str
    """The kind of refusal that was counted."""


class Alone(Struct, frozen=True, gc=False):
    """A count that is held against nothing."""

    own: Counted
    kind: str


KINDS = {
    "authorization": ("authorization",),
    "referral": ("referral",),
    "modifiers": ("modifier",),
    "beside": ("bundling",),
    "aftercare": ("bundling",),
    "diagnosis": ("necessity", "diagnosis", "benefit"),
    "place": ("place",),
    "units": ("units",),
    "age": ("person", "benefit"),
    "delay": ("filing",),
    "charge": ("records",),
    "clinician": ("provider",),
    "biller": ("provider", "information"),
    "frequency": ("duplicate", "information"),
}
"""The kinds of refusal that a subject is about, where the model does not say which kind."""

OF_REFERRAL = frozenset({"referral", "referrer"})

BY_VALUE = frozenset(
    {"diagnosis", "place", "units", "age", "aftercare", "delay", "charge", "clinician", "biller", "frequency"}
)
"""Subjects that are told by the values of the circumstance of the same name."""

LIMITED = frozenset({"units", "delay", "charge"})
"""Circumstances whose values are limits: reached or not."""

AGAINST_ALL = {"diagnosis": "procedure", "age": "procedure", "clinician": "payer", "biller": "payer"}
"""Circumstances that nobody can change at will: they are held against the broader experience, not against a sibling."""


class Asked(Struct, frozen=True, gc=False):
    """What counts are asked for."""

    situation: Situation
    subject: str
    """What the fact is about, see :mod:`serving.reasons.subjects`."""
    kinds: Sequence[str]
    """The kinds of refusal that it may be about."""
    raising: bool
    """Whether it raises the risk."""
    broad: bool
    """Whether broader experience tells it too: the procedure, the payer."""


def find(record: Record, asked: Asked) -> Pair | None:
    """The counts that bear out a fact; ``None`` where none do."""
    for pairs_of in (_narrow, _of_all) if asked.broad else (_narrow,):
        for payer in (asked.situation.payer, EVERY):
            pairs = [pair for kind in asked.kinds for pair in pairs_of(record, asked, payer, kind)]
            if pairs:
                return max(pairs, key=_at_least if asked.raising else _contrast)
    return None


def _at_least(pair: Pair) -> tuple[float, int, str]:
    """How much is surely refused: the lower end of the rate's 90 % interval (Wilson 1927)."""
    count = pair.own.count
    n, rate = count.answers, count.rate
    low = (rate + WILSON / (2 * n) - math.sqrt(WILSON * (rate * (1 - rate) + WILSON / (4 * n)) / n)) / (1 + WILSON / n)
    return low, n, pair.own.value


def _contrast(pair: Pair) -> tuple[float, int, str]:
    """How clearly less is refused than under what it is held against."""
    return apart(pair.against.count, pair.own.count), pair.own.count.answers, pair.own.value


def broader(record: Record, s: Situation, hazard: str) -> Alone | None:
    """What is told where nothing narrower is: the payer's answers on the procedure, else all its answers."""
    kind = hazard if hazard in FAMILIES and hazard != "other" else ANY
    for payer in (s.payer, EVERY):
        for circumstance, base, value in (("procedure", f"{payer}|{s.procedure}", ""), ("payer", EVERY, payer)):
            if (own := _counted(record, circumstance, base, value, kind)) and own.count.refused:
                return Alone(own, kind)
    return None


def apart(one: Count, other: Count) -> float:
    """By how many standard deviations one rate lies above another, both being one by chance."""
    rate = (one.refused + other.refused) / (one.answers + other.answers)
    spread = math.sqrt(rate * (1 - rate) * (1 / one.answers + 1 / other.answers))
    return (one.rate - other.rate) / spread if spread else 0.0


def _narrow(record: Record, asked: Asked, payer: str, kind: str) -> Iterator[Pair]:
    """The circumstances of the subject itself."""
    if asked.subject in {"modifiers", "authorization", "referral"}:
        yield from _of_tags(record, asked, "procedure", payer, kind)
    if asked.subject == "referral":
        yield from _of_tags(record, asked, "specialty", payer, kind)
    if asked.subject in {"beside", "modifiers"}:
        yield from _of_partners(record, asked, payer, kind)
    if asked.subject in BY_VALUE:
        yield from _of_values(record, asked, payer, kind)


def _of_tags(record: Record, asked: Asked, circumstance: str, payer: str, kind: str) -> Iterator[Pair]:
    """With a tag against without it, for each tag of the subject that tells the two apart."""
    base, given = BY_NAME[circumstance].of(asked.situation, payer)
    for value in record.siblings(circumstance, base):
        tag = value[1:]
        if value[:1] == "+" and _about(tag, asked.subject):
            signs = "+-" if tag in given else "-+"
            own, other = (_counted(record, circumstance, base, f"{sign}{tag}", kind) for sign in signs)
            yield from _paired(own, other, kind, raising=asked.raising)


def _about(tag: str, subject: str) -> bool:
    if subject == "modifiers":
        return tag not in TAGS
    return tag in OF_REFERRAL if subject == "referral" else tag == subject


def _of_partners(record: Record, asked: Asked, payer: str, kind: str) -> Iterator[Pair]:
    """Beside another procedure: against the same with other modifiers, or against the procedure alone."""
    base, values = BY_NAME["beside"].of(asked.situation, payer)
    for value in values:
        own = _counted(record, "beside", base, value, kind)
        if own is None:
            continue
        partner = value.partition("/")[0]
        for sibling in record.siblings("beside", base):
            if sibling != value and sibling.partition("/")[0] in {partner, ALONE}:
                yield from _paired(own, _counted(record, "beside", base, sibling, kind), kind, raising=asked.raising)


def _of_values(record: Record, asked: Asked, payer: str, kind: str) -> Iterator[Pair]:
    """One value against its siblings, or against all; a limit that is reached against the same not reached."""
    circumstance = asked.subject
    base, values = BY_NAME[circumstance].of(asked.situation, payer)
    for value in values:
        own = _counted(record, circumstance, base, value, kind)
        if own is None:
            continue
        if broad := AGAINST_ALL.get(circumstance):
            others = [_counted(record, broad, *((base, "") if broad == "procedure" else (EVERY, payer)), kind)]
        elif circumstance in LIMITED:
            wanted = ">" if asked.raising else "<"
            others = [_counted(record, circumstance, base, _opposite(value), kind)] if value[0] == wanted else []
        else:
            siblings = record.siblings(circumstance, base)
            others = [_counted(record, circumstance, base, one, kind) for one in siblings if one != value]
        for other in others:
            yield from _paired(own, other, kind, raising=asked.raising)


def _of_all(record: Record, asked: Asked, payer: str, kind: str) -> Iterator[Pair]:
    """The procedure at the payer against all procedures, or the payer against all payers."""
    procedure = asked.situation.procedure
    of_payer = _counted(record, "payer", EVERY, payer, kind)
    of_procedure = _counted(record, "procedure", f"{payer}|{procedure}", "", kind) if procedure else None
    yield from _paired(of_procedure, of_payer, kind, raising=asked.raising)
    if payer != EVERY:
        yield from _paired(of_payer, _counted(record, "payer", EVERY, EVERY, kind), kind, raising=asked.raising)


def _paired(own: Counted | None, other: Counted | None, kind: str, *, raising: bool) -> Iterator[Pair]:
    if own and other and differ(own.count, other.count, raising=raising):
        yield Pair(own, other, kind)


def _opposite(value: str) -> str:
    return f"{'<' if value[0] == '>' else '>'}{value[1:]}"


def _counted(record: Record, circumstance: str, base: str, value: str, kind: str) -> Counted | None:
    """A count that is worth telling; ``None`` where it is too small, or the kind of refusal is not counted there."""
    if kind not in kinds_of(BY_NAME[circumstance], value):
        return None
    count = record.count(circumstance, base, value, kind)
    return Counted(circumstance, base, value, count) if count and count.answers >= FEWEST else None


def differ(own: Count, other: Count, *, raising: bool) -> bool:
    """Whether one rate lies clearly above another, or below it."""
    sign = 1 if raising else -1
    share = min(SHARE, max(own.rate, other.rate) / 2)  # where little is ever refused, twice as much is much
    return sign * (own.rate - other.rate) >= share and sign * apart(own, other) >= CLEARLY
