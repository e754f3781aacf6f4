"""The events of an office with all that a scorer has to know of them."""

from __future__ import annotations

import zlib
from datetime import date

import msgspec
from msgspec import Struct
from sqlalchemy import and_, func, select

from claims.answer import Outcome
from claims.claim import Claim
from serving.store import Store
from serving.store.tables import claim_version, event

_claim = msgspec.json.Decoder(Claim).decode
_outcome = msgspec.json.Decoder(Outcome).decode

AT_ONCE = 1000
"""Events that are looked through at once for whose they are."""


class Event(Struct, frozen=True, gc=False):
    """Something that happened to a claim; the claim and what was answered are decoded when they are needed."""

    id: int
    kind: str
    """``submitted``, ``rejected`` or ``answered``."""
    day: date | None
    """The day on which the claim was sent."""
    content: bytes | None
    """The answer as it was known then (JSON, zlib)."""
    sent: bytes | None
    """The claim (JSON, zlib); ``None`` where a purge took it away."""

    @property
    def claim(self) -> Claim:
        """The claim, dated as it was sent."""
        assert self.sent is not None
        claim = _claim(zlib.decompress(self.sent))
        if claim.submission_date is None and self.day is not None:
            return msgspec.structs.replace(claim, submission_date=self.day)
        return claim

    @property
    def outcome(self) -> Outcome:
        """What was answered."""
        assert self.content is not None
        return _outcome(zlib.decompress(self.content))


def after(store: Store, office: str, position: int, limit: int) -> list[Event]:
    """The events of an office above a number, the oldest first."""
    of_claim = and_(claim_version.c.office == event.c.office, claim_version.c.digest == event.c.claim_digest)
    query = (
        select(event.c.id, event.c.kind, event.c.day, event.c.content, claim_version.c.content)
        .join(claim_version, of_claim, isouter=True)
        .where(event.c.office == office, event.c.id > position)
        .order_by(event.c.id)
        .limit(limit)
    )
    with store.reading() as connection:
        return [Event(*row) for row in connection.execute(query)]


def newest(store: Store) -> int:
    """The number of the newest event of all offices; 0 where there is none."""
    with store.reading() as connection:
        return connection.execute(select(func.max(event.c.id))).scalar() or 0


def news(store: Store, position: int) -> tuple[int, set[str]]:
    """The number of the newest event of all, and the offices that have events above a number.

    It walks from that number on, so that a look at which there is nothing new costs one step in the index.
    """
    offices: set[str] = set()
    while True:
        query = select(event.c.id, event.c.office).where(event.c.id > position).order_by(event.c.id).limit(AT_ONCE)
        with store.reading() as connection:
            found = connection.execute(query).all()
        offices.update(row.office for row in found)
        position = found[-1].id if found else position
        if len(found) < AT_ONCE:
            return position, offices
