"""Insert what is new, and leave what is there: SQLAlchemy keeps this statement in the dialects."""

from __future__ import annotations

from sqlalchemy import Connection, Insert, Table


def insert_new(connection: Connection, table: Table) -> Insert:
    """``INSERT … ON CONFLICT DO NOTHING``."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite  # noqa: PLC0415  only the dialect in use is loaded: 40 ms, 3 MB

        return sqlite.insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table).on_conflict_do_nothing()
