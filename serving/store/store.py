"""The database of results, submissions and answers: SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from serving.store.engine import READING, engine_of, make_file
from serving.store.migrate import migrate
from serving.store.url import StoreError, parse, shown


class Store:
    """A database that is reachable and up to date. Threads may share it; a process opens its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = engine.execution_options(**{READING: True})

    @classmethod
    def open(cls, url: str) -> Store:
        """Connect, and bring the database to this version's form; processes may do so at the same time.

        Raises:
            StoreError: the URL is none, or the database cannot be reached, is damaged, or is of a newer version.
        """
        parsed = parse(url)
        engine = engine_of(parsed)
        try:
            if parsed.get_backend_name() == "sqlite":
                assert parsed.database is not None
                make_file(Path(parsed.database))
            migrate(engine)
        except (SQLAlchemyError, OSError) as error:
            engine.dispose()
            raise StoreError(f"the store {shown(parsed)} cannot be used: {_why(error)}") from error
        except StoreError:
            engine.dispose()
            raise
        return cls(engine)

    def begin(self) -> AbstractContextManager[Connection]:
        """A transaction that may write: committed at the end, undone where an error leaves it.

        SQLite has one writer at a time, so keep it short.
        """
        return self.engine.begin()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads: it never waits for writers, and sees all that was committed before it."""
        with self._reading.connect() as connection:
            yield connection

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _why(error: Exception) -> str:
    """The database's own words, first line: they name hosts, files and roles, and no password."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else type(error).__name__
