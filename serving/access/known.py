"""The keys in force, in memory, so that no request asks the database for a key that is known."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from serving.access.caller import Caller, known_scopes
from serving.attempt import where
from serving.store import Store, StoreError
from serving.store.tables import api_key

STALE = 5.0
"""Seconds for which what was read is gone by: a revoked key works no longer than that."""

OUTAGE = 300.0
"""Seconds for which what was read goes on while the store is away; a key that was not known by then is not let in."""

EVERY = 1.0
"""Seconds between two looks at the table."""

NOTED = timedelta(minutes=1)
"""How often it is written when a key was used."""

_log = logging.getLogger("cleanclaim")

_VERSION = select(
    func.count(), func.count(api_key.c.revoked_at), func.max(api_key.c.made_at), func.max(api_key.c.revoked_at)
).select_from(api_key)
"""Changes with every key that is made or revoked: nothing else about a key changes, and none is deleted."""

_IN_FORCE = select(api_key.c.digest, api_key.c.office, api_key.c.id, api_key.c.scopes).where(
    api_key.c.revoked_at.is_(None)
)


class Known:
    """The keys in force. One thread follows the table, another writes when keys were used; requests only look."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        """Read the keys, and follow them.

        Raises:
            StoreError: they cannot be read.
        """
        self._store, self._clock = store, clock
        self._version: tuple[object, ...] = ()
        self._callers: dict[str, Caller] = {}
        self._used: set[str] = set()
        self._one_reads = threading.Lock()
        self._ended = threading.Event()
        self.away = False
        """Whether a look at the table waits for an answer, or the last one had none."""
        self.ever = False
        """Whether a key was ever made."""
        self.read_at = float("-inf")
        """When the last look began that found the table, by the clock."""
        self.read()
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._follow, self._note)]
        for thread in self._threads:
            thread.start()

    def fresh(self) -> bool:
        """Whether what was read goes, wherever the store is."""
        return self._clock() < self.read_at + STALE

    def lasts(self) -> bool:
        """Whether what was read goes while the store is away."""
        return self._clock() < self.read_at + OUTAGE

    def get(self, digest: str) -> Caller | None:
        """Whose key has this digest."""
        caller = self._callers.get(digest)
        if caller is not None:
            self._used.add(caller.who)
        return caller

    def read(self) -> None:
        """Look at the table, and read it where it has changed.

        Raises:
            StoreError: the database does not answer.
        """
        with self._one_reads:
            began, self.away = self._clock(), True  # until it has answered
            with self._store.reading() as connection:
                version = tuple(connection.execute(_VERSION).one())
                if version != self._version:
                    self._callers = {
                        digest: Caller(office, key_id, known_scopes(scopes), key_id)
                        for digest, office, key_id, scopes in connection.execute(_IN_FORCE)
                    }
                    self._version = version
            self.ever = self.ever or bool(version[0])  # a database that was emptied opens no server
            self.read_at, self.away = began, False

    def note(self) -> None:
        """Write which keys were used, at most once a minute each, for all processes together.

        Raises:
            StoreError: the database does not answer.
        """
        used = []
        while self._used:
            used.append(self._used.pop())  # one by one: requests add to them meanwhile
        if not used:
            return
        now = datetime.now(UTC)
        last = api_key.c.last_used_at
        with self._store.begin() as connection:
            connection.execute(
                update(api_key)
                .where(api_key.c.id.in_(used), or_(last.is_(None), last <= now - NOTED))
                .values(last_used_at=now)
            )

    def close(self) -> None:
        """End the threads, and write which keys were used."""
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _follow(self) -> None:
        while not self._ended.wait(EVERY):
            try:
                self.read()
            except (StoreError, SQLAlchemyError) as error:
                _log.warning("the keys cannot be read from the store: %s", type(error).__name__)
            except Exception as error:  # noqa: BLE001  a defect; without this thread no key would be known for long
                _log.error("the keys cannot be read from the store: %s", where(error))

    def _note(self) -> None:
        while not self._ended.is_set():
            self._ended.wait(NOTED.total_seconds())
            try:
                self.note()
            except (StoreError, SQLAlchemyError) as error:
                _log.warning("the store does not take when keys were used: %s", type(error).__name__)
            except Exception as error:  # noqa: BLE001  as above
                _log.error("the store does not take when keys were used: %s", where(error))
