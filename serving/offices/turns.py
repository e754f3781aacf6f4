"""Who may touch an office's scorer: threads that score, and the event loop that moves its history on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType

LOOK = 0.0005
"""Seconds after which the loop looks again whether a thread has finished its chunk."""


class Turns:
    """A lock for threads (``with turns``), who let the event loop go first, and never keep it waiting.

    A thread that scores takes it for a chunk of claims at a time. What scores on the event loop needs no turn: the
    history moves on there as well, between two of its tasks.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._nobody_waits = threading.Event()
        self._nobody_waits.set()

    def __enter__(self) -> None:
        """Wait until the loop is done, and until no other thread holds it."""
        self._nobody_waits.wait()
        self._lock.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let others in."""
        self._lock.release()

    @asynccontextmanager
    async def first(self) -> AsyncIterator[None]:
        """The event loop's turn, after the chunk that a thread is at; one task at a time may ask for it."""
        self._nobody_waits.clear()
        try:
            while not self._lock.acquire(blocking=False):  # noqa: ASYNC110  a thread lets go of it, not a task
                await asyncio.sleep(LOOK)
            try:
                yield
            finally:
                self._lock.release()
        finally:
            self._nobody_waits.set()
