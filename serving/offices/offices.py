"""The offices of a process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from serving.offices.events import newest, news
from serving.offices.office import Office
from serving.scorer import Scorer
from serving.store import Store
from serving.trouble import Trouble

EVERY = 1.0
"""Seconds between two looks at what is new."""


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
        self._behind: set[str] = set()
        """Offices with news that they do not know yet."""

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
        """Move all offices on as events come in, until cancelled. Whatever goes wrong is tried again and again."""
        all_of_them, one = Trouble("histories stand still"), Trouble("the history of an office stands still")
        while True:
            await asyncio.sleep(every)
            with all_of_them.survived():
                await self._look(one)

    async def _look(self, trouble: Trouble) -> None:
        if self._seen is None:  # what happened before the first look need not be looked through
            self._seen, moved = await asyncio.to_thread(newest, self._store), set(self._known)
        else:
            self._seen, moved = await asyncio.to_thread(news, self._store, self._seen)
        self._behind |= moved
        for name in tuple(self._behind):
            try:
                await self.catch_up(name)
                self._behind.discard(name)
            except Exception as error:  # noqa: BLE001  what is wrong with one office is no other's
                trouble.tell(error)
