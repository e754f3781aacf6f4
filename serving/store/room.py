"""Room on disk that a purge has made."""

from __future__ import annotations

import sqlite3
from typing import Any

from serving.store.store import Store
from serving.store.url import StoreError

PAGES = 1000
"""Of an SQLite file, given back in one transaction, so that nobody waits long."""


def give_back(store: Store) -> None:
    """Make an SQLite file smaller by what is free in it; PostgreSQL sees to that itself.

    Raises:
        StoreError: the file is busy, or the disk fails.
    """
    if store.engine.dialect.name != "sqlite":
        return
    raw = store.engine.raw_connection()
    cursor: Any = raw.cursor()
    try:
        left, before = _free(cursor), -1
        while left != before and left:
            cursor.execute(f"PRAGMA incremental_vacuum({PAGES})").fetchall()
            before, left = left, _free(cursor)
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.Error as error:
        raise StoreError(f"the room that is free now could not be given back: {error}") from error
    finally:
        raw.close()


def _free(cursor: Any) -> int:
    return int(cursor.execute("PRAGMA freelist_count").fetchone()[0])
