"""Engines for the two databases, set up for threads and processes that share them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

PATIENCE = 15
"""Seconds that a call waits for a connection, and a writer for another's transaction to end (SQLite)."""

CONNECTING = 10
"""Seconds after which a PostgreSQL that does not answer counts as away."""

SILENT = 20
"""Seconds after which a PostgreSQL that went silent, or the network to it, counts as away."""

STATEMENT = 300
"""Seconds of one statement on PostgreSQL, longer than any of ours takes; then it is given up, with all that it holds.
Bringing a database to a new form may take longer."""

READING = "cleanclaim_reading"
"""Execution option of a connection that will not write."""


_WATCHED = {
    "connect_timeout": CONNECTING,
    "tcp_user_timeout": SILENT * 1000,  # what was sent, and nobody said that it came
    "keepalives_idle": SILENT // 2,  # while an answer is waited for
    "keepalives_interval": SILENT // 4,
    "keepalives_count": 2,
}


def engine_of(url: URL) -> Engine:
    """An engine; nothing is connected yet."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_engine(
        url,
        hide_parameters=True,  # what is written in errors never holds a claim's values
        pool_size=4,
        max_overflow=6,  # a server of eight processes stays below PostgreSQL's 100 connections
        pool_timeout=PATIENCE,
        pool_pre_ping=True,  # a database that was started anew is noticed here, not by a caller
        connect_args={
            **_WATCHED,
            "options": f"{url.query.get('options', '')} -c statement_timeout={STATEMENT}s".strip(),
        },
    )


def _sqlite(url: URL) -> Engine:
    """SQLite: as many connections as threads; readers never wait, and writers wait for their turn at the beginning."""
    assert url.database is not None
    engine = create_engine(
        url,
        hide_parameters=True,  # what is written in errors never holds a claim's values
        pool_size=8,
        max_overflow=56,
        pool_timeout=PATIENCE,
        connect_args={"timeout": PATIENCE, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the module begins no transaction by itself: SQLAlchemy says when
        connection.execute("PRAGMA synchronous=FULL")  # what was committed outlives a power failure
        connection.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # A transaction that reads first and then writes would fail if another wrote in between: take the turn at once.
        reading = connection.get_execution_options().get(READING)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def make_file(path: Path) -> None:
    """The file of an SQLite database, for its owner alone, in a folder for its owner alone where that is new.

    Raises:
        OSError: it cannot be made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
