"""What became of each claim that was sent: one row a submission, streamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct, structs
from sqlalchemy import (
    Column,
    Connection,
    Date,
    Integer,
    Select,
    Text,
    and_,
    cast,
    exists,
    literal,
    null,
    select,
    tuple_,
)

from serving.outcomes.settle import ADJUDICATED, REJECTED
from serving.store import Store
from serving.store.tables import claim_version, feedback, outcome, score, submission

AT_ONCE = 2000
"""Rows that are fetched in one transaction; the days that they are of are sorted for each."""


class SentClaim(Struct, frozen=True):
    """A version of a claim that was sent, what we had told of it, and what became of it."""

    claim_id: str
    frequency_code: str
    billing_npi: str
    payer_id: str
    submitted: date | None
    version: int | None
    """Which version of the claim was sent, counted from 1; ``None`` where nobody said that it was sent, and an answer
    shows it."""
    changed: bool | None
    """Whether it is another claim than the one that was scored first; ``None`` where none was scored before."""
    score_id: str | None
    """The score that was told last before it was sent; ``None`` where none was."""
    verdict: str | None
    """Of that score, as the next two."""
    denial_probability: float | None
    dollars_at_risk: Decimal | None
    received: date | None
    """When the front door took it, as far as it said so; ``None`` once a later one turned it away."""
    rejected: date | None
    """When the front door turned it away; no payer decided on it then."""
    rejection_codes: tuple[str, ...]
    answered: date | None
    """When the payer decided first; ``None`` as long as it did not."""
    denied: bool | None
    denial_codes: tuple[str, ...]
    """Group and CARC of the refused lines, such as ``CO-197``."""
    paid: Decimal | None
    denied_charge: Decimal | None
    """Dollars charged on the refused lines."""
    digest: str
    """SHA-256 of the canonical claim, as ``claims.canonical.encode`` writes it."""
    feedback: str | None = None
    """What the biller did with the result, last: accepted, overridden or corrected."""
    feedback_reason: str | None = None


def outcomes(store: Store, office: str, since: date | None = None, until: date | None = None) -> Iterator[SentClaim]:
    """The claims that were sent in a period, by day and number; last those that were answered though nobody said so.

    No transaction stays open while the caller is busy with what he has: what is written meanwhile may be told or not.

    Args:
        store: where they stand.
        office: whose.
        since: the first day of submission; else from the beginning.
        until: the last.
    """
    yield from _pages(store, office, _submitted(office, since, until), _IN_ORDER)
    yield from _pages(store, office, _inferred(office, since, until), _INFERRED_IN_ORDER)


def _pages(store: Store, office: str, query: Select[Any], order: Mapping[str, Column[Any]]) -> Iterator[SentClaim]:
    """The rows of a query in an order that no two share, each page in a transaction of its own."""
    query = query.order_by(*order.values()).limit(AT_ONCE)
    page = query
    while True:
        with store.reading() as connection:
            rows = list(_judged(connection, office, [_row(row) for row in connection.execute(page)]))
        yield from rows
        if len(rows) < AT_ONCE:
            return
        last = [literal(getattr(rows[-1], name), column.type) for name, column in order.items()]
        day = next(iter(order.values()))  # alone it is found in an index; the rest is compared within a day
        page = query.where(day >= last[0], tuple_(*order.values()) > tuple_(*last))


_adjudicated, _rejected = outcome.alias("adjudicated"), outcome.alias("rejected")
_told = (score.c.id, score.c.verdict, score.c.probability, score.c.at_risk)
_turned_away = (_rejected.c.answered, _rejected.c.codes)
_decided = tuple(_adjudicated.c[name] for name in ("answered", "denied", "codes", "paid", "denied_charge"))
_named = tuple(claim_version.c[name] for name in ("claim_id", "frequency_code", "billing_npi", "payer_id"))

_IN_ORDER = {
    "submitted": submission.c.submitted,
    "claim_id": claim_version.c.claim_id,
    "version": submission.c.version,
    "digest": submission.c.claim_digest,
}
_INFERRED_IN_ORDER = {
    "submitted": _adjudicated.c.submitted,  # each has a day: that of the score from which it is inferred
    "claim_id": claim_version.c.claim_id,
    "digest": _adjudicated.c.claim_digest,
}


def _submitted(office: str, since: date | None, until: date | None) -> Select[Any]:
    sent = submission.c
    query = select(
        *_named, sent.submitted, sent.version, sent.changed, *_told, sent.received, *_turned_away, *_decided,
        sent.claim_digest,
    )  # fmt: skip
    query = (
        query.select_from(submission)
        .join(claim_version, _of(claim_version.c.office, claim_version.c.digest, submission))
        .join(_adjudicated, _outcome_of(_adjudicated, ADJUDICATED, submission), isouter=True)
        .join(_rejected, _outcome_of(_rejected, REJECTED, submission), isouter=True)
        .join(score, and_(score.c.office == sent.office, score.c.id == sent.score_id), isouter=True)
        .where(sent.office == office)
    )
    return _within(query, sent.submitted, since, until)


def _inferred(office: str, since: date | None, until: date | None) -> Select[Any]:
    """Claims that were answered though nobody said that they were sent."""
    decided, nothing = _adjudicated.c, (cast(null(), Integer), cast(null(), Integer))
    query = select(
        *_named, decided.submitted, *nothing, *_told, cast(null(), Date), cast(null(), Date), cast(null(), Text),
        *_decided, decided.claim_digest,
    )  # fmt: skip
    said = exists().where(and_(submission.c.office == office, submission.c.claim_digest == decided.claim_digest))
    query = (
        query.select_from(_adjudicated)
        .join(claim_version, _of(claim_version.c.office, claim_version.c.digest, _adjudicated))
        .join(score, and_(score.c.office == decided.office, score.c.id == decided.score_id), isouter=True)
        .where(decided.office == office, decided.kind == ADJUDICATED, ~said)
    )
    return _within(query, decided.submitted, since, until)


def _of(office: Any, digest: Any, table: Any) -> Any:
    return and_(office == table.c.office, digest == table.c.claim_digest)


def _outcome_of(alias: Any, kind: str, table: Any) -> Any:
    return and_(_of(alias.c.office, alias.c.claim_digest, table), alias.c.kind == kind)


def _within(query: Select[Any], day: Any, since: date | None, until: date | None) -> Select[Any]:
    query = query if since is None else query.where(day >= since)
    return query if until is None else query.where(day <= until)


def _row(row: Sequence[Any]) -> SentClaim:
    found = SentClaim(*row)
    return structs.replace(
        found,
        changed=None if found.changed is None else bool(found.changed),
        denied=None if found.denied is None else bool(found.denied),
        rejection_codes=tuple(found.rejection_codes or ()),
        denial_codes=tuple(found.denial_codes or ()),
    )


def _judged(connection: Connection, office: str, rows: Sequence[SentClaim]) -> Iterable[SentClaim]:
    """The rows with what billers said of them last: of the very result, or of the claim as it was sent."""
    said = feedback.c
    scores = [row.score_id for row in rows if row.score_id]
    query = (
        select(said.score_id, said.claim_digest, said.action, said.reason)
        .where(said.office == office, said.score_id.in_(scores) | said.claim_digest.in_([row.digest for row in rows]))
        .order_by(said.at, said.id)
    )
    found: dict[str, tuple[str, str]] = {}
    for score_id, digest, action, reason in connection.execute(query):
        found[score_id] = found[digest] = (action, reason)
    for row in rows:
        words = found.get(row.score_id or "") or found.get(row.digest)
        yield structs.replace(row, feedback=words[0], feedback_reason=words[1]) if words else row
