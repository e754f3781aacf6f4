"""Alarms: a payer begins, or ceases, to refuse a service for one kind of reason.

Answers are taken in the order in which they came in, as an office hears them, payer by payer, kind of refusal by kind,
code by code; where a kind speaks of a thing that the claim went without, those claims alone count, so that an office
that forgets more often raises no alarm about the payer. Kinds that move with the calendar or with patients and
clinicians (coverage that ended, limits a year, late claims, newcomers not listed yet) are no change of a payer and are
left to :func:`training.policies.learn`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from features.regime import Regime
from training.policies.table import Line

PROOF = 4.5
"""Log of how much likelier a change must be than none, see :class:`features.regime.Regime`."""
FEWEST_BEFORE = 5
"""Answers before a change, at least: what an office bills for the first time was not changed."""
FEWEST_REFUSED = 3
LEAST_STEP = 0.15
"""How far a rate must move to be told."""
OF_A_THING: Mapping[str, str] = {
    "authorization": "authorization", "referral": "referral", "bundling": "", "modifier": "", "place": "",
    "diagnosis": "", "necessity": "", "units": "", "records": "attachment",
    "information": "", "benefit": "", "person": "",
}  # fmt: skip
"""The kinds of refusal that are watched, each with the thing that the claims in question go without."""
OF_THE_CALENDAR = frozenset({"119"})
"""Codes of limits a year: they come late in every year."""
AFTERCARE = "M144"
"""The remark of a visit that belongs to the patient's own surgery: such visits come in clusters."""


Key = tuple[str, str, str, str]
"""Payer, kind of refusal, code, and among which of its lines."""


class Alarm(Struct, frozen=True):
    """A change of how often a payer refuses a code for one kind of reason."""

    payer: str
    name: str
    family: str
    """The kind of refusal, see :mod:`features.families`."""
    code: str
    """A procedure; of referrals, a specialty (taxonomy code)."""
    among: str
    """Of which of its lines: of refusals for a place, those of one place; for modifiers, those with the same."""
    raised: date
    """The day of the answer that made it known."""
    since: date
    """The day of the first answer at the new rate."""
    refused: int
    answers: int
    """Answers at the new rate, when the alarm was raised."""
    refused_before: int
    answers_before: int
    text: str


def alarms(lines: Iterable[Line], proof: float = PROOF) -> list[Alarm]:
    """All alarms that the answers raise, in the order in which they came."""
    streams: dict[Key, list[tuple[int, int, bool]]] = defaultdict(list)
    refused: dict[Key, int] = defaultdict(int)
    names: dict[str, str] = {}
    for line in lines:
        names[line.payer] = line.name or line.payer
        for family, thing in OF_A_THING.items():
            code, among = _group(family, line)
            if not code or (thing and thing not in line.missing):
                continue
            speaks = line.code not in OF_THE_CALENDAR and line.remark != AFTERCARE
            hit = line.refused and line.family == family and speaks
            key = (line.payer, family, code, among)
            streams[key].append((line.answered, line.claim, hit))
            refused[key] += hit
    found: list[Alarm] = []
    for key, answers in streams.items():
        if refused[key] >= FEWEST_REFUSED:
            found += _of_stream(key, names[key[0]], answers, proof)
    return sorted(found, key=lambda one: (one.raised, one.payer, one.family, one.code))


def _group(family: str, line: Line) -> tuple[str, str]:
    """Which lines are watched together: those that a policy of that kind would treat alike."""
    if family == "referral":
        return line.specialty, ""
    if family == "place":
        return line.procedure, f"at place {line.place or line.bill}"
    if family == "modifier":
        return line.procedure, f"with {' '.join(line.modifiers)}" if line.modifiers else "without modifiers"
    if family == "benefit":
        return line.procedure, f"by specialty {line.specialty}" if line.specialty else ""
    return line.procedure, ""


def _of_stream(key: Key, name: str, answers: Iterable[tuple[int, int, bool]], proof: float) -> Iterable[Alarm]:
    claims: dict[tuple[int, int], bool] = {}
    for day, claim, hit in answers:  # a claim's lines share a fate: they are one answer
        claims[day, claim] = claims.get((day, claim), False) or hit
    regime = Regime(proof=proof)
    for (day, _), hit in sorted(claims.items()):
        if regime.add(day, refused=hit) and regime.before is not None:
            of, k = regime.before
            step = regime.refused / regime.answers - k / of if of else 0.0
            if of >= FEWEST_BEFORE and abs(step) >= LEAST_STEP and max(k, regime.refused) >= FEWEST_REFUSED:
                yield _alarm(key, name, day, regime)


def _alarm(key: Key, name: str, day: int, regime: Regime) -> Alarm:
    payer, family, code, among = key
    of, k = regime.before or (0, 0)
    raised, since = date.fromordinal(day), date.fromordinal(regime.since)
    does = "refuses" if regime.refused * of > k * regime.answers else "no longer refuses"
    what = f"{code} {among}".rstrip()
    text = (
        f"{raised}: {name} {does} {what} for reasons of {family}: {regime.refused} of {regime.answers} answers since "
        f"{since}, {k} of {of} before"
    )
    return Alarm(payer, name, family, code, among, raised, since, regime.refused, regime.answers, k, of, text)
