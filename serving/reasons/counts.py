"""The counts that a sentence names: of lines like this one, and of a sibling circumstance to hold against them.

A count is told only where it bears the fact out: a fact that raises the risk by a rate that lies above what it is held
against. The payer's own answers speak first, all payers' where they do not tell enough.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from features.circumstances import ALONE, BY_NAME, EVERY, TAGS, Values, kinds_of
from features.families import FAMILIES
from features.keys import ANY
from features.record import Cell, Count, Record
from features.situation import Situation

FEWEST = 3
"""Answers from which on a count is told."""

SEVERAL = 2
"""Refusals from which on they are held against anything: one may be anything's."""

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
    "times": ("units",),
    "age": ("person", "benefit"),
    "delay": ("filing",),
    "charge": ("records",),
    "attachment": ("records", "information"),
    "drug": ("information",),
    "clia": ("information",),
    "facility": ("information",),
    "visits": ("eligibility",),
    "relationship": ("coordination",),
    "clinician": ("provider",),
    "biller": ("provider", "information"),
    "frequency": ("duplicate", "information"),
}
"""The kinds of refusal that a subject is about, where the model does not say which kind."""

OF_SUBJECT = {
    "modifiers": frozenset[str](),
    "authorization": frozenset({"authorization"}),
    "referral": frozenset({"referral", "referrer"}),
    "procedure": frozenset({"attachment", "drug", "clia", "facility", "referrer"}),
    "attachment": frozenset({"attachment"}),
    "drug": frozenset({"drug"}),
    "clia": frozenset({"clia"}),
    "facility": frozenset({"facility"}),
}
"""Subjects that are told by tags: a procedure by all that its payer may miss."""

BY_VALUE = frozenset(
    {"diagnosis", "place", "units", "times", "age", "aftercare", "delay", "charge", "visits", "relationship"}
    | {"clinician", "biller", "frequency"}
)
"""Subjects that are told by the values of the circumstance of the same name."""

LIMITED = frozenset({"units", "times", "delay", "charge", "visits"})
"""Circumstances whose values are limits: reached or not."""

AGAINST_ALL = {"diagnosis": "procedure", "age": "procedure", "clinician": "payer", "biller": "payer"}
"""Circumstances that nobody can change at will: they are held against the broader experience, not against a sibling."""


def _counted_for(subject: str) -> frozenset[str]:
    """The kinds of refusal for which the circumstances of a subject itself are counted."""
    kinds: set[str] = set(BY_NAME[subject].kinds) if subject in BY_VALUE else set()
    if subject in OF_SUBJECT:
        of_tags = ("procedure", "specialty") if subject == "referral" else ("procedure",)
        tags = OF_SUBJECT[subject] or {"a modifier"}
        kinds.update(kind for name in of_tags for tag in tags for kind in kinds_of(BY_NAME[name], f"+{tag}"))
    if subject in _BESIDE:
        kinds.update(BY_NAME["beside"].kinds)
    return frozenset(kinds)


_BESIDE = frozenset({"beside", "modifiers"})
"""Subjects that are told by the line's partners on the claim."""

COUNTED = {subject: _counted_for(subject) for subject in (*OF_SUBJECT, *BY_VALUE, "beside")}
"""By subject, the kinds of refusal that a count of its own may bear out: of any other none need be looked for, as is so
with five facts of six."""

Place = tuple[str, str, str, Mapping[str, Cell]]
"""Circumstance, base and value, and what was counted under that base."""


class Asked(Struct, frozen=True, gc=False):
    """What counts are asked for."""

    situation: Situation
    subject: str
    """What the fact is about, see :mod:`serving.reasons.subjects`."""
    kinds: Sequence[str]
    """The kinds of refusal that it may be about."""
    narrow: Sequence[str]
    """Those of them for which the subject itself is counted."""
    raising: bool
    """Whether it raises the risk."""
    broad: bool
    """Whether broader experience tells it too: the procedure, the payer."""
    values: dict[tuple[str, str], Values]
    """The bases and values of the line that were asked for, by circumstance and payer: several facts ask for each."""

    def of(self, circumstance: str, payer: str) -> Values:
        """The base and values of the line."""
        found = self.values.get((circumstance, payer))
        if found is None:
            found = self.values[circumstance, payer] = BY_NAME[circumstance].of(self.situation, payer)
        return found


def find(record: Record, asked: Asked) -> Pair | None:
    """The counts that bear out a fact; ``None`` where none do."""
    for pairs_of, kinds in ((_narrow, asked.narrow), (_of_all, asked.kinds if asked.broad else ())):
        for payer in (asked.situation.payer, EVERY) if kinds else ():
            pairs = [pair for kind in kinds for pair in pairs_of(record, asked, payer, kind)]
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
    own, other = pair.own.count, pair.against.count
    return apart((other.answers, other.refused), (own.answers, own.refused)), own.answers, pair.own.value


def broader(record: Record, s: Situation, hazard: str) -> Alone | None:
    """What is told where nothing narrower is: the payer's answers on the procedure, else all its answers."""
    kind = hazard if hazard in FAMILIES and hazard != "other" else ANY
    for payer in (s.payer, EVERY):
        for circumstance, base, value in (("procedure", f"{payer}|{s.procedure}", ""), ("payer", EVERY, payer)):
            cell = record.siblings(circumstance, base).get(value)
            if cell and kind in cell.regimes and (count := cell.count(kind)).answers >= FEWEST and count.refused:
                return Alone(Counted(circumstance, base, value, count), kind)
    return None


def _narrow(record: Record, asked: Asked, payer: str, kind: str) -> Iterator[Pair]:
    """The circumstances of the subject itself."""
    if asked.subject in OF_SUBJECT:
        yield from _of_tags(record, asked, "procedure", payer, kind)
    if asked.subject == "referral":
        yield from _of_tags(record, asked, "specialty", payer, kind)
    if asked.subject in _BESIDE:
        yield from _of_partners(record, asked, payer, kind)
    if asked.subject in BY_VALUE:
        yield from _of_values(record, asked, payer, kind)


def _of_tags(record: Record, asked: Asked, circumstance: str, payer: str, kind: str) -> Iterator[Pair]:
    """With a tag against without it, for each tag of the subject that tells the two apart."""
    base, given = asked.of(circumstance, payer)
    siblings = record.siblings(circumstance, base)
    for value in siblings:
        tag = value[1:]
        if value[:1] == "+" and _about(tag, asked.subject):
            has, lacks = f"+{tag}", f"-{tag}"
            own, other = (has, lacks) if tag in given else (lacks, has)
            yield from _paired(asked, kind, (circumstance, base, own, siblings), (circumstance, base, other, siblings))


def _about(tag: str, subject: str) -> bool:
    """Whether a tag is of a subject: modifiers are all that is no fact of the claim."""
    return tag not in TAGS if subject == "modifiers" else tag in OF_SUBJECT[subject]


def _of_partners(record: Record, asked: Asked, payer: str, kind: str) -> Iterator[Pair]:
    """Beside another procedure: against the same with other modifiers, or against the procedure alone."""
    base, values = asked.of("beside", payer)
    siblings = record.siblings("beside", base)
    for value in values:
        if value in siblings and (not asked.raising or kind in siblings[value].regimes):
            partner = value.partition("/")[0]
            for sibling in siblings:
                if sibling != value and sibling.partition("/")[0] in {partner, ALONE}:
                    own = ("beside", base, value, siblings)
                    yield from _paired(asked, kind, own, ("beside", base, sibling, siblings))


def _of_values(record: Record, asked: Asked, payer: str, kind: str) -> Iterator[Pair]:
    """One value against its siblings, or against all; a limit that is reached against the same not reached."""
    circumstance = asked.subject
    base, values = asked.of(circumstance, payer)
    siblings = record.siblings(circumstance, base)
    broad = AGAINST_ALL.get(circumstance)
    for value in values:
        if value not in siblings or (asked.raising and kind not in siblings[value].regimes):
            continue
        others: list[Place]
        if broad:
            above, wanted = (base, "") if broad == "procedure" else (EVERY, payer)
            others = [(broad, above, wanted, record.siblings(broad, above))]
        elif circumstance not in LIMITED:
            alike = f"{value.partition('/')[0]}/" if circumstance == "aftercare" else ""  # the same surgery
            others = [(circumstance, base, one, siblings) for one in siblings if one != value and one.startswith(alike)]
        elif (value[0] == ">") == asked.raising:
            others = [(circumstance, base, f"{'<' if asked.raising else '>'}{value[1:]}", siblings)]
        else:
            others = []
        for other in others:
            yield from _paired(asked, kind, (circumstance, base, value, siblings), other)


def _of_all(record: Record, asked: Asked, payer: str, kind: str) -> Iterator[Pair]:
    """The procedure at the payer against all procedures, or the payer against all payers."""
    payers = record.siblings("payer", EVERY)
    base = f"{payer}|{asked.situation.procedure}"
    of_procedure = ("procedure", base, "", record.siblings("procedure", base))
    yield from _paired(asked, kind, of_procedure, ("payer", EVERY, payer, payers))
    if payer != EVERY:
        yield from _paired(asked, kind, ("payer", EVERY, payer, payers), ("payer", EVERY, EVERY, payers))


def _paired(asked: Asked, kind: str, own: Place, other: Place) -> Iterator[Pair]:
    """Two counts as a pair, if they bear the fact out: on the worse side there must be refusals."""
    ours, theirs = own[3].get(own[2]), other[3].get(other[2])
    if ours is None or theirs is None or kind not in (ours if asked.raising else theirs).regimes:
        return
    worse, better = (ours, theirs) if asked.raising else (theirs, ours)
    if kind in better.kinds and differ(worse.tally(kind), better.tally(kind)):
        yield Pair(Counted(*own[:3], ours.count(kind)), Counted(*other[:3], theirs.count(kind)), kind)


def differ(worse: tuple[int, int], better: tuple[int, int]) -> bool:
    """Whether one rate lies clearly above another, both of enough answers; each as answers and refusals."""
    (answers, refused), (others, others_refused) = worse, better
    if answers < FEWEST or others < FEWEST or refused < SEVERAL:
        return False
    rate, other = refused / answers, others_refused / others
    share = min(SHARE, rate / 2)  # where little is ever refused, twice as much is much
    return rate - other >= share and apart(worse, better) >= CLEARLY


def apart(one: tuple[int, int], other: tuple[int, int]) -> float:
    """By how many standard deviations one rate lies above another, both being one by chance."""
    (answers, refused), (others, others_refused) = one, other
    rate = (refused + others_refused) / (answers + others)
    spread = math.sqrt(rate * (1 - rate) * (1 / answers + 1 / others))
    return (refused / answers - others_refused / others) / spread if spread else 0.0
