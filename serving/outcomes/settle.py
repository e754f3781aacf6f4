"""Writes down what became of the claims under some control numbers, whenever something of them came in."""

from __future__ import annotations

import zlib
from collections import Counter
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, delete, select

from claims.answer import Outcome
from claims.claim import Claim
from serving.outcomes.advice import advice
from serving.outcomes.became import Became, Which, became, dated
from serving.outcomes.known import Known
from serving.store import events
from serving.store.tables import claim_version, event, outcome

ADJUDICATED, REJECTED = "adjudicated", "rejected"
"""Kinds of outcomes: a payer's decision, and that of a front door, which is nobody's decision on the claim."""


class Settled(Struct, frozen=True):
    """What was written."""

    counts: Counter[str]
    """Outcomes that are ``new``, and known ones that were ``corrected``."""
    unmatched: frozenset[Which]
    """Answers that belong to no claim, whenever they came."""
    happened: list[events.Event]
    """What processes have to learn of it; the caller adds it last in its transaction."""


def settle(connection: Connection, office: str, known: Known, at: datetime) -> Settled:
    """Bring the outcomes of all claims of ``known`` in line with its answers.

    Histories learn each claim's answer once, as it is known first: no event follows where a first adjudication that
    becomes known later corrects an outcome.
    """
    found, claims = _became(known)
    before = _outcomes(connection, office, known)
    wanted = {digest: msgspec.json.encode(one) for digest, one in found.outcomes.items()}
    other = [digest for digest, content in before.items() if wanted.get(digest) != content]
    if other:
        theirs = (outcome.c.office == office, outcome.c.kind == ADJUDICATED, outcome.c.claim_digest.in_(other))
        connection.execute(delete(outcome).where(*theirs))
    write = [digest for digest, content in wanted.items() if before.get(digest) != content]
    if write:
        rows = [_row(office, known, digest, found.outcomes[digest], wanted[digest], at=at) for digest in write]
        connection.execute(outcome.insert(), rows)
    counts = Counter(outcomes=len([one for one in write if one not in before]), corrected=len(other))
    happened = _happened(connection, office, claims, {one: found.outcomes[one] for one in write}, wanted)
    return Settled(counts, found.unmatched, happened)


def _became(known: Known) -> tuple[Became, dict[str, Claim]]:
    answered = {digest: one for digest, one in known.versions.items() if one.identity[1] in known.answers}
    sent = {
        digest: dated(one.claim, known.sent[digest].submitted)
        for digest, one in answered.items()
        if digest in known.sent
    }
    told = {digest: known.told[digest][-1] for digest in answered if digest in known.told and digest not in known.sent}
    last = sorted(told.values(), key=lambda one: (one.at, one.id))
    scored = {one.claim_digest: dated(answered[one.claim_digest].claim, one.as_of) for one in last}
    answers = {number: [one.remittance for one in found] for number, found in known.answers.items()}
    return became(sent, scored, answers), sent | scored


def _outcomes(connection: Connection, office: str, known: Known) -> dict[str, bytes]:
    version = claim_version.c
    query = (
        select(outcome.c.claim_digest, outcome.c.content)
        .join(claim_version, (version.office == outcome.c.office) & (version.digest == outcome.c.claim_digest))
        .where(version.office == office, version.control_number.in_(known.numbers), outcome.c.kind == ADJUDICATED)
    )
    return {digest: zlib.decompress(content) for digest, content in connection.execute(query)}


def _row(office: str, known: Known, digest: str, one: Outcome, content: bytes, *, at: datetime) -> dict[str, Any]:
    return {
        "office": office,
        "claim_digest": digest,
        "kind": ADJUDICATED,
        "submitted": one.submitted,
        "answered": one.answered,
        "denied": int(one.denied),
        "codes": list(one.codes),
        "paid": one.paid,
        "denied_charge": one.denied_charge,
        "content": zlib.compress(content, 1),
        "score_id": _score(known, digest, at),
        "at": at,
    }


def _score(known: Known, digest: str, at: datetime) -> str | None:
    """The score that the outcome bears out or belies: the last before the claim was sent, as far as that is known."""
    sent = known.sent.get(digest)
    if sent is not None and sent.score_id is not None:
        return sent.score_id
    if sent is None and digest in known.told:
        return known.told[digest][-1].id
    version = known.versions[digest]
    of_claim = [one for one in known.versions.values() if one.identity == version.identity]
    return advice(known, version, of_claim, sent.at if sent is not None else at).score_id


def _happened(
    connection: Connection, office: str, claims: dict[str, Claim], new: dict[str, Outcome], contents: dict[str, bytes]
) -> list[events.Event]:
    """What is to be learnt: that a claim was sent, where nobody said so, and its answer; each once."""
    if not new:
        return []
    query = select(event.c.claim_digest, event.c.kind).where(event.c.office == office, event.c.claim_digest.in_(new))
    known = {(digest, kind) for digest, kind in connection.execute(query)}
    happened = []
    for digest in sorted(new, key=lambda one: (new[one].answered or date.max, one)):
        if new[digest].answered is None or (digest, "answered") in known:
            continue
        day = claims[digest].submission_date
        if (digest, "submitted") not in known:
            happened.append(events.Event("submitted", digest, day))
        happened.append(events.Event("answered", digest, day, zlib.compress(contents[digest], 1)))
    return happened
