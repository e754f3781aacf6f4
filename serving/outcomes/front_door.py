"""Writes down what acknowledgements say of the submissions that they speak of."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, and_, func, or_, select, update

from claims.claim import Claim
from claims.outcomes.matching import control_number
from claims.x12.acknowledgements import Acknowledged, AcknowledgedBatch, AcknowledgedClaim, AcknowledgedInterchange
from serving.outcomes.acknowledged import (
    SentClaim,
    Transmission,
    claim_of,
    codes_of,
    content_of,
    day_of,
    numbers_of,
    transmissions_of,
)
from serving.outcomes.settle import REJECTED
from serving.outcomes.slices import slices
from serving.store import events
from serving.store.insert import insert_new
from serving.store.tables import claim_version, event, outcome, submission

AT_ONCE = 500
"""Submissions that are written at once."""

_claim = msgspec.json.Decoder(Claim).decode


class _Meant(Struct, frozen=True):
    """A submission that an acknowledgement speaks of."""

    claim_digest: str
    number: str
    billing_npi: str
    submitted: date


def apply(
    connection: Connection, office: str, said: Sequence[Acknowledged], at: datetime
) -> tuple[Counter[str], list[events.Event]]:
    """Write down what acknowledgements say of the submissions that are known; what was written before stays.

    Returns:
        What is told of it, and what processes have to learn; the caller adds it last in its transaction.
    """
    claims = _claims(connection, office, [one for one in said if isinstance(one, AcknowledgedClaim)])
    transmissions = _transmissions(connection, office, said)
    counts: Counter[str] = Counter()
    happened: list[events.Event] = []
    for one in sorted(said, key=lambda one: one.decision != "rejected"):  # what takes a batch, takes the rest of it
        meant = _meant(connection, office, one, claims, transmissions)
        counts["unmatched"] += not meant
        if one.decision == "rejected":
            new = _reject(connection, office, one, meant, at)
            counts["rejected"] += len(new)
            happened.extend(events.Event("rejected", each.claim_digest, each.submitted) for each in new)
        elif one.decision == "accepted" and not isinstance(one, AcknowledgedInterchange):
            counts["received"] += _receive(connection, office, meant, day_of(one) or at.date())
    return counts, _once(connection, office, happened)


def unmet(connection: Connection, office: str, said: Sequence[tuple[Acknowledged, datetime]]) -> list[Acknowledged]:
    """Those of a claim that found none when they came in: what turned a claim away does not speak of it sent again.

    Args:
        connection: a transaction.
        office: whose.
        said: each with the moment at which it came in.
    """
    claims = _claims(connection, office, [one for one, _ in said if isinstance(one, AcknowledgedClaim)])

    def met(one: Acknowledged, at: datetime) -> bool:
        if not isinstance(one, AcknowledgedClaim):
            return False
        then = [sent for sent in claims.get(control_number(one.claim_id), ()) if sent.at <= at]
        return claim_of(one, then) is not None

    return [one for one, at in said if not met(one, at)]


def _claims(connection: Connection, office: str, said: Sequence[AcknowledgedClaim]) -> dict[str, list[SentClaim]]:
    """The submissions under the control numbers that are named."""
    version, sent = claim_version.c, submission.c
    query = (
        select(sent.claim_digest, version.control_number, version.billing_npi, version.content, sent.batch)
        .add_columns(sent.submitted, sent.at)
        .join(claim_version, and_(version.office == sent.office, version.digest == sent.claim_digest))
        .where(sent.office == office, version.control_number.in_({control_number(one.claim_id) for one in said}))
    )
    found: dict[str, list[SentClaim]] = {}
    for digest, number, npi, content, *rest in connection.execute(query) if said else ():
        charge = _claim(zlib.decompress(content)).total_charge
        found.setdefault(number, []).append(SentClaim(digest, number, npi, charge, *rest))
    return found


def _transmissions(connection: Connection, office: str, said: Sequence[Acknowledged]) -> list[Transmission]:
    """The transaction sets in question, by what is named most narrowly."""
    sent, numbers = submission.c, [numbers_of(one) for one in said if not isinstance(one, AcknowledgedClaim)]
    named = [sent[name].in_(values) for name in ("isa", "gs", "batch") if (values := _padded(numbers, name))]
    if not named:
        return []
    columns = (sent.isa, sent.gs, sent.st, sent.batch, sent.submitted)
    query = select(*columns, func.max(sent.at)).where(sent.office == office, or_(*named)).group_by(*columns)
    return [Transmission(*row) for row in connection.execute(query)]


def _padded(numbers: Sequence[Mapping[str, str]], name: str) -> set[str]:
    """Control numbers with and without the zeros before them."""
    found = {one[name] for one in numbers if one[name]}
    return found if name == "batch" else found | {one.lstrip("0") for one in found} | {one.zfill(9) for one in found}


def _meant(
    connection: Connection,
    office: str,
    one: Acknowledged,
    claims: Mapping[str, Sequence[SentClaim]],
    transmissions: Sequence[Transmission],
) -> list[_Meant]:
    if isinstance(one, AcknowledgedClaim):
        claim = claim_of(one, claims.get(control_number(one.claim_id), ()))
        return [_Meant(claim.claim_digest, claim.number, claim.billing_npi, claim.submitted)] if claim else []
    chosen = transmissions_of(one, transmissions)
    if not chosen:
        return []
    version, sent = claim_version.c, submission.c
    same = [
        and_(*(sent[name] == getattr(each, name) for name in ("isa", "gs", "st", "batch", "submitted")))
        for each in chosen
    ]
    query = (
        select(sent.claim_digest, version.control_number, version.billing_npi, sent.submitted)
        .join(claim_version, and_(version.office == sent.office, version.digest == sent.claim_digest))
        .where(sent.office == office, or_(*same))
        .order_by(sent.claim_digest)
    )
    if isinstance(one, AcknowledgedBatch) and one.billing_npi:
        query = query.where(version.billing_npi == one.billing_npi)
    return [_Meant(*row) for row in connection.execute(query)]


def _reject(
    connection: Connection, office: str, one: Acknowledged, meant: Sequence[_Meant], at: datetime
) -> list[_Meant]:
    """Write the outcomes that are new."""
    digests = [each.claim_digest for each in meant]
    there: set[str] = set()
    for some in slices(digests, AT_ONCE):
        query = select(outcome.c.claim_digest).where(
            outcome.c.office == office, outcome.c.kind == REJECTED, outcome.c.claim_digest.in_(some)
        )
        there.update(connection.execute(query).scalars())
    new = [each for each in meant if each.claim_digest not in there]
    content, day = content_of(one), day_of(one) or at.date()
    rows = [
        {
            "office": office,
            "claim_digest": each.claim_digest,
            "kind": REJECTED,
            "submitted": each.submitted,
            "answered": day,
            "codes": codes_of(one, each.number),
            "content": content,
            "at": at,
        }
        for each in new
    ]
    if rows:
        connection.execute(insert_new(connection, outcome), rows)
    for some in slices([each.claim_digest for each in new], AT_ONCE):  # an earlier gate let them through; this one not
        mine = (submission.c.office == office, submission.c.claim_digest.in_(some), submission.c.received.is_not(None))
        connection.execute(update(submission).where(*mine).values(received=None))
    return new


def _receive(connection: Connection, office: str, meant: Sequence[_Meant], day: date) -> int:
    """Note the day on which the front door took them, where none is noted, and nothing turned them away."""
    found = 0
    turned_away = select(outcome.c.claim_digest).where(outcome.c.office == office, outcome.c.kind == REJECTED)
    for some in slices([each.claim_digest for each in meant], AT_ONCE):
        others = submission.c.claim_digest.not_in(turned_away.where(outcome.c.claim_digest.in_(some)))
        mine = (submission.c.office == office, submission.c.claim_digest.in_(some), submission.c.received.is_(None))
        found += connection.execute(update(submission).where(*mine, others).values(received=day)).rowcount
    return found


def _once(connection: Connection, office: str, happened: Sequence[events.Event]) -> list[events.Event]:
    """Those that are new: nothing is taken back of a claim that a payer decided on all the same.

    A claim that was sent again after it was turned away can be turned away again.
    """
    known: dict[str, str] = {}
    for some in slices([one.claim_digest for one in happened], AT_ONCE):
        query = select(event.c.claim_digest, event.c.kind).where(
            event.c.office == office, event.c.claim_digest.in_(some)
        )
        for digest, kind in connection.execute(query.order_by(event.c.id)):
            known[digest] = kind if known.get(digest) != "answered" else "answered"
    return [one for one in dict.fromkeys(happened) if known.get(one.claim_digest, "submitted") == "submitted"]
