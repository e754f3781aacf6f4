"""Bringing a database to the form that this version knows, however many processes start at once.

An empty database gets the tables of this version as they stand (:mod:`serving.store.tables`), which takes a few
milliseconds; a test holds them against what the migrations make. Alembic is imported only for a store of an older
version: one that is up to date is told by one query, and another that it has what this version reads.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, PrimaryKeyConstraint, String, Table, inspect, text

from serving.store.engine import READING
from serving.store.tables import metadata
from serving.store.url import StoreError, shown

HEAD = "0001"
"""The newest migration of ``migrations/versions``."""

MIGRATIONS = Path(__file__).parent / "migrations"

VERSION_TABLE = "cleanclaim_version"
"""Which migration the database stands at; a name of our own, since other programs use Alembic too."""

COLUMNS = {
    "sqlite": "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
    "postgresql": "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema=current_schema()",
}
"""All tables of a database with their columns."""

PG_LOCK = 0x636C65616E
"""The advisory lock under which one process migrates while the others wait."""


def migrate(engine: Engine) -> None:
    """Bring a database to :data:`HEAD`.

    Raises:
        StoreError: it comes from a newer version, or a draft of this one, or holds tables that are not ours.
        sqlalchemy.exc.SQLAlchemyError: it cannot be used.
    """
    if engine.dialect.name == "sqlite":
        with _file_of_our_own(engine):
            _begin_file(engine)
            if not _up_to_date(engine):
                with engine.begin() as connection:
                    _upgrade(connection)
    elif not _up_to_date(engine):
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": PG_LOCK})
            _upgrade(connection)


def is_ours(engine: Engine) -> bool:
    """Whether a database holds a store, of whatever version.

    Raises:
        StoreError: of a newer one.
        sqlalchemy.exc.SQLAlchemyError: it cannot be used.
    """
    with engine.connect().execution_options(**{READING: True}) as connection:
        return _revision(connection) is not None


def _up_to_date(engine: Engine) -> bool:
    with engine.connect().execution_options(**{READING: True}) as connection:
        if _revision(connection) != HEAD:
            return False
        if lacks := _lacks(connection):
            raise StoreError(
                f"{shown(connection.engine.url)} was made by a draft of cleanclaim before its first release, and lacks "
                f"{lacks}: put it aside and start with a new store, or go on with the program that made it"
            )
        return True


def _lacks(connection: Connection) -> str:
    """A table or column that this version reads and a database does not have; empty where it has all."""
    there: dict[str, set[str]] = {}
    for table, column in connection.execute(text(COLUMNS[connection.dialect.name])):
        there.setdefault(table, set()).add(column)
    for name, table in metadata.tables.items():
        if name not in there:
            return f"the table {name}"
        for column in table.c:
            if column.name not in there[name]:
                return f"the column {name}.{column.name}"
    return ""


def _revision(connection: Connection) -> str | None:
    """The migration that a database stands at; ``None`` for an empty one."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one()  # noqa: S608  our name
    if found > HEAD:
        place = shown(connection.engine.url)
        raise StoreError(f"{place} was written by a newer version of cleanclaim: install that, or name another store")
    return found


@contextmanager
def _file_of_our_own(engine: Engine) -> Iterator[None]:
    """No other process opens an SQLite file at the same time."""
    number = os.open(f"{engine.url.database}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    with os.fdopen(number) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _begin_file(engine: Engine) -> None:
    """Settings that stay in the file: readers beside a writer, and room that a purge gives back."""
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("PRAGMA auto_vacuum=INCREMENTAL")  # in force where the file holds no table yet
        cursor.execute("PRAGMA journal_mode=WAL")  # a copy that was made with VACUUM INTO has lost it
        cursor.close()
    finally:
        raw.close()


def _upgrade(connection: Connection) -> None:
    found = _revision(connection)
    if found == HEAD:  # another process was quicker
        return
    if found is None:
        _make(connection)
    else:
        run_migrations(connection)


def _make(connection: Connection) -> None:
    """All tables, at once, in an empty database."""
    if set(inspect(connection).get_table_names()) & set(metadata.tables):
        raise StoreError(f"{shown(connection.engine.url)} holds tables of another program: name a database of its own")
    metadata.create_all(connection, checkfirst=False)
    key = PrimaryKeyConstraint("version_num", name=f"{VERSION_TABLE}_pkc")  # as Alembic makes it
    version = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32), nullable=False), key)
    version.create(connection)
    connection.execute(version.insert(), {"version_num": HEAD})


def run_migrations(connection: Connection) -> None:
    """Bring a database to :data:`HEAD` step by step, from the one that it stands at, or from none."""
    from alembic import command  # noqa: PLC0415  100 ms and 7 MB, needed once a version
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
