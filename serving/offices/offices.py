"""The offices of a process."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

from serving.offices.events import newest, news
from serving.offices.office import Office
from serving.scorer import Scorer
from serving.store import Store
from serving.trouble import Trouble

EVERY = 1.0
"""Seconds between two looks at what is new."""

HELD = 8
"""Offices that stay in memory however long nobody asks about them: about 14 MB each."""

IDLE = 1800.0
"""Seconds without a call after which one beyond those may go; its next call makes it again from what was kept."""


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
        self._asked: dict[str, float] = {}
        """When a caller last asked about each."""
        self._locks: dict[str, threading.Lock] = {}
        self._seen: int | None = None
        self._behind: set[str] = set()
        """Offices with news that they do not know yet."""

    def of(self, name: str) -> Office:
        """An office; at its first use it is made, which takes as long as all its events: see :meth:`open`.

        What was written after its events were read, and before it was in the table, no look tells it of: the next one
        asks the store anew.
        """
        self._asked[name] = time.monotonic()
        known = self._known.get(name)
        if known is not None:
            return known
        with self._locks.setdefault(name, threading.Lock()):
            known = self._known.get(name)
            if known is None:
                known = self._known[name] = Office(name, self._store, self._scorers(name))
                self._behind.add(name)
            return known

    async def open(self, name: str) -> Office:
        """An office; one that is not made yet is made in a thread, so that nobody else waits for it.

        It knows all that was written before the call.
        """
        known = self._known.get(name)
        if known is None:
            known = await asyncio.to_thread(self.of, name)
            await known.catch_up()
        self._asked[name] = time.monotonic()
        return known

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
                await self.let_go()

    async def let_go(self, idle: float = IDLE) -> None:
        """Let those go that nobody asked about for so many seconds, the longest idle first, until few are held.

        Each keeps what it learnt first. A batch that is under way goes on with what it holds.
        """
        now = time.monotonic()
        for name in sorted(self._known, key=lambda name: self._asked.get(name, 0.0))[: max(0, len(self._known) - HELD)]:
            if now - self._asked.get(name, 0.0) < idle:
                return
            office = self._known.pop(name)
            self._asked.pop(name, None)
            await office.end()

    async def _look(self, trouble: Trouble) -> None:
        if self._seen is None:  # what happened before the first look need not be looked through
            self._seen, moved = await asyncio.to_thread(newest, self._store), set(self._known)
        else:
            self._seen, moved = await asyncio.to_thread(news, self._store, self._seen)
        self._behind |= moved
        for name in tuple(self._behind):
            self._behind.discard(name)  # first: a thread that makes it now says anew that it is behind
            try:
                await self.catch_up(name)
            except Exception as error:  # noqa: BLE001  what is wrong with one office is no other's
                self._behind.add(name)
                trouble.tell(error)
