"""One at a time: two processes that take in something of the same claim must see each other's work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from serving.store import Store

PG_LOCK = 0x6F6666
"""First half of the advisory locks of offices."""


@contextmanager
def alone(store: Store, office: str) -> Iterator[Connection]:
    """A transaction that writes, while no other does so for the office. SQLite has one writer at a time anyway."""
    with store.begin() as connection:
        if connection.dialect.name != "sqlite":
            statement = text("SELECT pg_advisory_xact_lock(:lock, hashtext(:office))")
            connection.execute(statement, {"lock": PG_LOCK, "office": office})
        yield connection
