"""The database of results, submissions and answers: SQLite or PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, text
from sqlalchemy import exc as errors

from serving.store.engine import READING, engine_of, make_file
from serving.store.migrate import is_ours, migrate
from serving.store.url import SETTING, StoreError, parse, shown


class Store:
    """A database that is reachable and up to date. Threads may share it; a process opens its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = engine.execution_options(**{READING: True})

    @classmethod
    def open(cls, url: str, *, made: bool = False) -> Store:
        """Connect, and bring the database to this version's form; processes may do so at the same time.

        Args:
            url: where it is.
            made: only one that was made before: what only looks, or takes away, must not make an empty one by a slip
                of the pen.

        Raises:
            StoreError: the URL is none, or the database cannot be reached, is damaged, or is of a newer version, or was
                to be there and is not.
        """
        parsed = parse(url)
        engine = engine_of(parsed)
        try:
            if made:
                _require(parsed, engine)
            if parsed.get_backend_name() == "sqlite":
                assert parsed.database is not None
                make_file(Path(parsed.database))
            migrate(engine)
        except (errors.SQLAlchemyError, sqlite3.Error, OSError) as error:
            engine.dispose()
            raise _unusable(engine, error) from error
        except StoreError:
            engine.dispose()
            raise
        return cls(engine)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that may write: committed at the end, undone where an error leaves it.

        SQLite has one writer at a time, so keep it short.

        Raises:
            StoreError: the database is away, or so busy that it did not take its turn in time.
        """
        try:
            with self.engine.begin() as connection:
                yield connection
        except (errors.DBAPIError, errors.TimeoutError) as error:
            if _ours(error):
                raise
            raise _unusable(self.engine, error) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads: it never waits for writers, and sees all that was committed before it.

        Raises:
            StoreError: the database is away.
        """
        try:
            with self._reading.connect() as connection:
                yield connection
        except (errors.DBAPIError, errors.TimeoutError) as error:
            if _ours(error):
                raise
            raise _unusable(self.engine, error) from error

    def check(self) -> None:
        """See whether it can be reached.

        Raises:
            StoreError: it cannot.
        """
        with self.reading() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _require(url: URL, engine: Engine) -> None:
    """See that there is a store of ours already; nothing is made on the way."""
    if (url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file()) or not is_ours(engine):
        place = shown(url.set(drivername=url.get_backend_name()))  # as it is written, without the driver
        raise StoreError(
            f"there is no store at {place}: see --store, or the setting {SETTING}; "
            "'cleanclaim serve' and 'cleanclaim keys make' make one"
        )


def _ours(error: Exception) -> bool:
    """What was asked is at fault, not the database."""
    asked = isinstance(error, errors.DataError | errors.IntegrityError | errors.ProgrammingError)
    return asked and not (isinstance(error, errors.DBAPIError) and error.connection_invalidated)


def _unusable(engine: Engine, error: Exception) -> StoreError:
    """The database's own words, first line: they name hosts, files and roles, no password and no value."""
    said = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
    return StoreError(f"the store {shown(engine.url)} cannot be used: {said.splitlines()[0]}")
