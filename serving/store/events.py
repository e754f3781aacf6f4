"""What processes follow: which claims were submitted and answered, one number after the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import Connection, func, select, text

from serving.store.tables import event

Kind = Literal["submitted", "answered"]

PG_LOCK = 0x6576656E74
"""Advisory lock: who adds events holds it until his transaction ends."""


class Event(NamedTuple):
    """One thing that happened."""

    id: int
    kind: Kind
    claim_digest: str


def add(connection: Connection, office: str, kind: Kind, digests: Iterable[str], at: datetime) -> None:
    """Add events; do so last in a transaction, since others who add wait until it ends.

    A follower asks for numbers above the last that it saw, so a lower one must never become visible after a higher one.
    SQLite has one writer at a time anyway; PostgreSQL gives numbers as they are asked for, whoever commits first.
    """
    rows = [{"office": office, "kind": kind, "claim_digest": digest, "at": at} for digest in digests]
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": PG_LOCK})
    connection.execute(event.insert(), rows)


def since(connection: Connection, office: str, after: int, limit: int = 1000) -> list[Event]:
    """The events of an office above a number, the oldest first."""
    query = (
        select(event.c.id, event.c.kind, event.c.claim_digest)
        .where(event.c.office == office, event.c.id > after)
        .order_by(event.c.id)
        .limit(limit)
    )
    return [Event(*row) for row in connection.execute(query)]


def newest(connection: Connection, office: str) -> int:
    """The number of an office's newest event; 0 where it has none."""
    return connection.execute(select(func.max(event.c.id)).where(event.c.office == office)).scalar() or 0
