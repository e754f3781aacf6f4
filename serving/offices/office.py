"""One office: its scorers and their place in what happened."""

from __future__ import annotations

import asyncio
import time

from serving.offices.checkpoint import WORTH, restore, save
from serving.offices.events import after
from serving.offices.live import Live
from serving.offices.turns import Turns
from serving.scorer import Scorer
from serving.store import Store

SLICE = 0.001
"""Seconds for which the event loop moves histories on before it looks after its callers; one answer takes less."""

AT_ONCE = 50
"""Events that are read at once while the process serves."""


class Office:
    """What a process holds of one office.

    Ask :attr:`scorer` anew for each request: it is swapped whole. Who scores on the event loop needs nothing else; who
    scores in a thread holds :attr:`lock` for a chunk of claims at a time.
    """

    def __init__(self, name: str, store: Store, scorer: Scorer) -> None:
        """Make it from a scorer that knows of no event, and let it take all that there are.

        It goes on from what a process like this one kept, and keeps what it knows when it had much to learn.
        """
        self.name = name
        self.lock = Turns()
        self._store = store
        self._live = Live(scorer)
        self._challenger: Live | None = None
        self._moving = asyncio.Lock()
        self.ended = False
        """Whether it was let go: another will stand in its place."""
        restore(store, name, self._live)
        self._kept = self._live.position
        self._live.replay(store, name)
        self.keep()

    @property
    def scorer(self) -> Scorer:
        """The scorer now in use."""
        return self._live.scorer

    @property
    def shadow(self) -> Scorer | None:
        """The scorer of a challenger, whose results are recorded and not shown."""
        return self._challenger.scorer if self._challenger else None

    @property
    def position(self) -> int:
        """The number of the last event that the scorer knows."""
        return self._live.position

    def keep(self) -> None:
        """Keep what is known, where it is much more than is kept: before anybody asks, or when nobody asks any more."""
        if self.position - self._kept >= WORTH:
            save(self._store, self.name, self._live)
            self._kept = self.position

    async def end(self) -> None:
        """Keep what is known; nothing moves it on any more."""
        self.ended = True
        async with self._moving:
            await asyncio.to_thread(self.keep)

    async def catch_up(self) -> None:
        """Take the events that are new, in slices on the event loop."""
        async with self._moving:
            await self._move(*self._followers())

    async def swap(self, scorer: Scorer) -> None:
        """Put another scorer in the place of the one in use, once it knows all that this one knows.

        It takes the events in a thread, while the one in use answers; the last few of them on the event loop.
        """
        new = await self._ready(scorer)
        async with self._moving:
            await self._move(new, *self._followers())
            self._live = new

    async def challenge(self, scorer: Scorer | None) -> None:
        """Let another scorer follow in the shadow, or none."""
        new = await self._ready(scorer) if scorer is not None else None
        async with self._moving:
            if new is not None:
                await self._move(new, *self._followers())
            self._challenger = new

    def _followers(self) -> tuple[Live, ...]:
        return (self._live,) if self._challenger is None else (self._live, self._challenger)

    async def _ready(self, scorer: Scorer) -> Live:
        def ready() -> Live:
            new = Live(scorer)
            restore(self._store, self.name, new)
            if new.replay(self._store, self.name, gently=True) >= WORTH:
                save(self._store, self.name, new)
            return new

        return await asyncio.to_thread(ready)

    async def _move(self, *followers: Live) -> None:
        """Take what is new to one of them; those who know of it already pass it over."""
        while found := await asyncio.to_thread(after, self._store, self.name, _least(followers), AT_ONCE):
            waiting = iter(found)
            event = next(waiting, None)
            while event is not None:
                async with self.lock.first():
                    until = time.perf_counter() + SLICE
                    while event is not None and time.perf_counter() < until:
                        for one in followers:
                            one.take(event)
                        event = next(waiting, None)
                await asyncio.sleep(0)


def _least(followers: tuple[Live, ...]) -> int:
    return min(one.position for one in followers)
