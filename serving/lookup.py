"""The very answers that a reason counts, out of an office's own files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct

import claims
from claims.answer import Outcome
from claims.claim import Claim
from claims.fault import Fault
from claims.origin import Sourced
from claims.sent import SentBefore
from features.circumstances import BY_NAME, EVERY
from features.families import family_of
from features.keys import ANY
from features.situation import Situation
from serving.score import Contrast, Experience


class Found(Struct, frozen=True, gc=False):
    """One answer."""

    claim_id: str
    """The office's own control number."""
    line: int
    """The line's number; 0 where claims are counted."""
    answered: date
    code: str
    """The refusal that counts; empty where there was none."""


class Office(Struct, frozen=True):
    """What an office sent and what was answered."""

    claims: Sequence[Claim]
    outcomes: Sequence[Outcome | None]
    sent: SentBefore


def read_office(sent: Path, remits: Path, through: date) -> Office:
    """Read claims and remittances, and match them as training does; nothing dated after ``through`` is used."""
    read = (item for file in claims.find_files([sent]) for item in claims.read(file))
    dated = [item.claim for item in read if isinstance(item, Sourced) and _day(item.claim) <= through]
    dated.sort(key=_day)
    heard = [one for file in claims.find_files([remits]) for one in claims.read_remits(file)]
    answers = [(one.answered, one) for one in heard if not isinstance(one, Fault) and one.answered]
    answers = [(day, one) for day, one in answers if day <= through]
    answers.sort(key=_answered)
    index = SentBefore()
    for claim in dated:
        index.add(claim, _day(claim))
    return Office(dated, claims.match(dated, [one for _, one in answers]).outcomes, index)


def look_up(office: Office, told: Experience | Contrast, kind: str) -> list[Found]:
    """The answers under a circumstance since its day, the earliest first."""
    one = BY_NAME[told.circumstance]
    payer = told.value if told.circumstance == "payer" else told.under.partition("|")[0]
    found: list[Found] = []
    for claim, outcome in zip(office.claims, office.outcomes, strict=True):
        known = outcome is not None and outcome.answered is not None and outcome.answered >= told.since
        if not known or payer not in {EVERY, claim.payer.id or claim.payer.name}:
            continue
        assert outcome is not None
        assert outcome.answered is not None
        lines = list(_lines(office, claim, outcome))
        matching = []
        for situation, code in lines:
            base, values = one.of(situation, EVERY if payer == EVERY else situation.payer)
            has = not told.value or (told.value[1:] in values) == (told.value[0] == "+")
            if base == told.under and (has if one.tagged else told.value in values):
                counts = code is not None and kind in {ANY, _kind(code)}
                matching.append((situation.line.number, (code or "no code") if counts else ""))
        if matching and one.unit == "claim":
            matching = [(0, next((code for _, code in matching if code), ""))]
        found += [Found(claim.claim_id, number, outcome.answered, code or "") for number, code in matching]
    return sorted(found, key=lambda each: (each.answered, each.claim_id, each.line))


def _lines(office: Office, claim: Claim, outcome: Outcome) -> Iterator[tuple[Situation, str | None]]:
    """Each answered line with its refusal: ``None`` where there was none, empty where it had no code."""
    fates = {line.number: line for line in outcome.lines}
    for line in claim.lines:
        if (fate := fates.get(line.number)) is not None:
            day = _day(claim)
            visits, services = office.sent.visits(claim, line, day), office.sent.services(claim, line, day)
            code = (fate.codes[0] if fate.codes else "") if fate.denied else None
            yield Situation(claim, line, day, visits, services), code


def by_month(found: Iterable[Found]) -> dict[str, tuple[int, int]]:
    """Answers and refusals by month, such as ``2026-03``."""
    months: dict[str, tuple[int, int]] = {}
    for one in found:
        answers, refused = months.get(f"{one.answered:%Y-%m}", (0, 0))
        months[f"{one.answered:%Y-%m}"] = answers + 1, refused + bool(one.code)
    return dict(sorted(months.items()))


def _kind(code: str) -> str:
    return family_of(code) if code else "other"


def _day(claim: Claim) -> date:
    return claim.submission_date or date.max - timedelta(days=1)


def _answered(pair: tuple[date, object]) -> date:
    return pair[0]
