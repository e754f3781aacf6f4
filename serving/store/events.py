"""What processes follow: which claims were submitted and answered, one number after the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, NamedTuple

from sqlalchemy import Connection, text

from serving.store.tables import event

Kind = Literal["submitted", "rejected", "answered"]

PG_LOCK = 0x6576656E74
"""Advisory lock: who adds events holds it until his transaction ends."""


class Event(NamedTuple):
    """One thing that happened to a claim."""

    kind: Kind
    claim_digest: str
    day: date | None
    """The day on which the claim was sent."""
    content: bytes | None = None
    """Of an answer: the outcome as it was known then (JSON, zlib)."""


def add(connection: Connection, office: str, happened: Iterable[Event], at: datetime) -> None:
    """Add events; do so last in a transaction, since others who add wait until it ends.

    A follower asks for numbers above the last that it saw, so a lower one must never become visible after a higher one.
    SQLite has one writer at a time anyway; PostgreSQL gives numbers as they are asked for, whoever commits first.
    """
    rows = [{"office": office, "at": at, **one._asdict()} for one in happened]
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": PG_LOCK})
    connection.execute(event.insert(), rows)
