"""Reading back what is on record, within one office."""

from __future__ import annotations

import time
import zlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select

from serving.store.ids import made_at
from serving.store.recorder import Recorder
from serving.store.store import Store
from serving.store.tables import claim_version, score

RECENT = timedelta(minutes=10)
"""A result that was made longer ago and is not there will not come any more, unless the database was away."""

ELSEWHERE = 0.1, 0.2, 0.4, 0.8
"""Seconds between looks for a result that another process took a moment ago."""


class OnRecord(Struct, frozen=True):
    """One result with the claim that it is about."""

    id: str
    at: datetime
    as_of: date
    who: str
    request_id: str
    via: str
    claim_digest: str
    verdict: str
    probability: float | None
    at_risk: Decimal | None
    """Dollars."""
    model: str
    rules: str
    editions: str
    result: msgspec.Raw
    """As it was given."""
    claim: msgspec.Raw
    """As it was asked: canonical JSON."""


def find(connection: Connection, office: str, score_id: str) -> OnRecord | None:
    """The result of an id; ``None`` where this office has none."""
    query = (
        select(score, claim_version.c.content)
        .join(
            claim_version, (claim_version.c.office == score.c.office) & (claim_version.c.digest == score.c.claim_digest)
        )
        .where(score.c.id == score_id, score.c.office == office)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    plain = {name: getattr(row, name) for name in OnRecord.__struct_fields__ if name not in {"result", "claim"}}
    result, claim = (msgspec.Raw(zlib.decompress(content)) for content in (row.result, row.content))
    return OnRecord(**plain, result=result, claim=claim)


def claim_of(connection: Connection, office: str, digest: str) -> bytes | None:
    """A version of a claim, canonical JSON; ``None`` where this office has none."""
    query = select(claim_version.c.content).where(claim_version.c.office == office, claim_version.c.digest == digest)
    content = connection.execute(query).scalar()
    return None if content is None else zlib.decompress(content)


def find_soon(store: Store, recorder: Recorder, office: str, score_id: str) -> OnRecord | None:
    """The same, though it may be only on its way: taken by this process, or by another a moment ago.

    It may wait for a second and a half, so do not call it on an event loop.

    Raises:
        StoreError: the database is away.
    """
    if (found := _look(store, office, score_id)) is not None:
        return found
    made = made_at(score_id)
    if made is None or made < datetime.now(UTC) - RECENT:
        return None
    recorder.settle()
    for wait in (0.0, *ELSEWHERE):
        time.sleep(wait)
        if (found := _look(store, office, score_id)) is not None:
            return found
    return None


def _look(store: Store, office: str, score_id: str) -> OnRecord | None:
    with store.reading() as connection:
        return find(connection, office, score_id)
