"""One process at a time runs the jobs of a store, whichever host it is on."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from serving.store import Store

PG_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('cleanclaim jobs of ' || current_schema(), 0))"
"""The advisory lock of who runs the jobs of a store; several stores may share a database, each in a schema."""

AGAIN = 1.0
"""Seconds between two attempts."""


class Turn:
    """The right to run jobs: it ends with the process, or with its connection to the database."""

    def __init__(self, holds: Callable[[], bool]) -> None:
        self.holds = holds
        """Whether it still has it."""


def wait_for(store: Store, ended: Callable[[], bool]) -> Turn | None:
    """Wait until no other process runs jobs; ``None`` where the wait was ended."""
    attempt = _of_sqlite if store.engine.dialect.name == "sqlite" else _of_postgres
    while not ended():
        try:
            if (turn := attempt(store)) is not None:
                return turn
        except (SQLAlchemyError, OSError):  # the store is away
            pass
        time.sleep(AGAIN)
    return None


def _of_sqlite(store: Store) -> Turn | None:
    number = os.open(f"{store.engine.url.database}-jobs.turn", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(number)
        return None
    return Turn(lambda: os.fstat(number).st_nlink > 0)


def _of_postgres(store: Store) -> Turn | None:
    connection = store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    if not connection.execute(text(PG_LOCK)).scalar():
        connection.close()
        return None
    return Turn(lambda: _answers(connection))


def _answers(connection: Connection) -> bool:
    try:
        connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
