"""The offices of a process."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from serving.offices.events import newest, news
from serving.offices.office import Office
from serving.scorer import Scorer
from serving.store import Store

EVERY = 1.0
"""Seconds between two looks at what is new."""

_log = logging.getLogger("cleanclaim")


class Offices:
    """All offices that this process was asked about. One event loop moves them on."""

    def __init__(self, store: Store, scorers: Callable[[str], Scorer]) -> None:
        """Begin with none.

        Args:
            store: what happened.
            scorers: makes the scorer of an office, which knows what training knew; several may share one bundle.
        """
        self._store = store
        self._scorers = scorers
        self._known: dict[str, Office] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._seen: int | None = None

    def of(self, name: str) -> Office:
        """An office; at its first use it is made, which takes as long as all its events: see :meth:`open`."""
        known = self._known.get(name)
        if known is not None:
            return known
        with self._locks.setdefault(name, threading.Lock()):
            if name not in self._known:
                self._known[name] = Office(name, self._store, self._scorers(name))
            return self._known[name]

    async def open(self, name: str) -> Office:
        """An office; one that is not made yet is made in a thread, so that nobody else waits for it."""
        known = self._known.get(name)
        return known if known is not None else await asyncio.to_thread(self.of, name)

    def all(self) -> tuple[Office, ...]:
        """Those that were asked about so far."""
        return tuple(self._known.values())

    async def catch_up(self, name: str) -> None:
        """Let an office know at once what this process just wrote; one that is not made yet will know it when it is."""
        if (known := self._known.get(name)) is not None:
            await known.catch_up()

    def close(self) -> None:
        """Keep what was learnt, so that the next process need not learn it anew; call it when nobody asks any more."""
        for office in self.all():
            office.keep()

    async def follow(self, every: float = EVERY) -> None:
        """Move all offices on as events come in, until cancelled. A store that is away is asked again and again."""
        trouble = False
        while True:
            await asyncio.sleep(every)
            try:
                await self._look()
                trouble = False
            except SQLAlchemyError as error:
                if not trouble:
                    _log.warning("histories stand still, since the store does not answer: %s", type(error).__name__)
                trouble = True

    async def _look(self) -> None:
        if self._seen is None:  # what happened before the first look need not be looked through
            seen, moved = await asyncio.to_thread(newest, self._store), set(self._known)
        else:
            seen, moved = await asyncio.to_thread(news, self._store, self._seen)
        for name in moved:
            await self.catch_up(name)
        self._seen = seen
