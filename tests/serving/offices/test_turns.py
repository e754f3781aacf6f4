from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress

from serving.offices.turns import Turns


def test_threads_let_the_loop_go_first_and_the_loop_goes_on_while_it_waits() -> None:
    turns, done, chunks = Turns(), threading.Event(), []

    def score() -> None:
        while not done.is_set():
            with turns:
                chunks.append(1)
                time.sleep(0.02)  # a chunk of claims, and at once the next

    async def live() -> tuple[float, int, int]:
        waited, ticks, taken = 0.0, 0, 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.001)
                ticks += 1

        ticking = asyncio.create_task(tick())
        for _ in range(10):
            started = time.perf_counter()
            async with turns.first():
                waited = max(waited, time.perf_counter() - started)
                before = len(chunks)
                time.sleep(0.002)  # noqa: ASYNC251  a slice of history
                taken += len(chunks) - before
        ticking.cancel()
        return waited, ticks, taken

    threads = [threading.Thread(target=score) for _ in range(3)]
    for thread in threads:
        thread.start()
    waited, ticks, taken = asyncio.run(live())
    done.set()
    for thread in threads:
        thread.join()
    assert taken == 0  # nobody scores while history moves on
    assert waited < 2  # one chunk, and never a queue of them; generous, for a machine that is busy
    assert ticks > 10  # meanwhile the loop serves others
    assert chunks


def test_a_turn_that_ends_in_an_error_is_given_back() -> None:
    turns = Turns()

    async def fail() -> None:
        async with turns.first():
            raise ValueError

    for _ in range(2):
        with suppress(ValueError):
            asyncio.run(fail())
        with turns:
            pass
