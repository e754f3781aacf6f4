"""What becomes of a batch whose caller does not read."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Scope

from claims.fault import Fault
from claims.origin import Sourced
from serving.api.app import create
from serving.api.batch import AHEAD, Batch
from serving.api.form import Lines
from serving.api.logs import Log
from serving.api.service import Service
from serving.api.waiting import AT_ONCE, IN_MEMORY, Waiting
from tests.edi837 import claim, file837

RESULT = 100_000
"""Bytes of each result of :class:`Wordy`."""

CLAIMS = 400
BODY = file837(*(claim(f"C-{at}", charge=f"{at + 1}") for at in range(CLAIMS)))


class Wordy:
    """Makes long results."""

    def __init__(self) -> None:
        self.taken = 0
        self.nearly_all = threading.Event()
        """All but the last, which may not be known to be whole yet."""
        self._waits: list[bytes] = []

    def take(self, item: Sourced | Fault) -> bool:
        assert isinstance(item, Sourced)
        self.taken += 1
        if self.taken == CLAIMS - 1:
            self.nearly_all.set()
        self._waits.append(item.claim.claim_id.encode().ljust(RESULT - 1) + b"\n")
        return True

    def lines(self) -> Iterator[bytes]:
        waits, self._waits = self._waits, []
        yield from waits


class Caller:
    """Reads nothing until told."""

    def __init__(self) -> None:
        self.reads = asyncio.Event()
        self.read: list[bytes] = []

    async def send(self, message: Message) -> None:
        """What the server calls."""
        if message["type"] == "http.response.body":
            await self.reads.wait()
            self.read.append(message["body"])

    @property
    def lines(self) -> list[bytes]:
        return b"".join(self.read).splitlines()


def test_results_of_a_caller_who_still_sends_and_does_not_read_wait_outside_of_memory(
    tmp_path: Path,
) -> None:
    async def run() -> list[bytes]:
        wordy, caller = Wordy(), Caller()

        async def body() -> AsyncIterator[bytes]:
            for at in range(0, len(BODY), 4096):
                yield BODY[at : at + 4096]
            await caller.reads.wait()  # more may be to come, as far as the server can know

        tracemalloc.start()
        try:
            sending = asyncio.create_task(Batch(body(), wordy, 30, Lines(), tmp_path).send(caller.send))
            async with asyncio.timeout(20):
                await asyncio.to_thread(wordy.nearly_all.wait)
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert most < 4 * IN_MEMORY + AHEAD < CLAIMS * RESULT / 4
        caller.reads.set()
        await sending
        return caller.lines

    assert [line.rstrip() for line in asyncio.run(run())] == [b"C-%d" % at for at in range(CLAIMS)]


def test_where_the_disk_takes_no_results_the_last_line_says_so() -> None:

    async def run() -> list[bytes]:
        wordy, caller = Wordy(), Caller()

        async def body() -> AsyncIterator[bytes]:
            yield BODY
            await caller.reads.wait()

        sending = asyncio.create_task(Batch(body(), wordy, 0.5, Lines(), Path("/nowhere")).send(caller.send))
        asyncio.get_running_loop().call_later(0.3, caller.reads.set)
        await sending
        return caller.lines

    *results, last = asyncio.run(run())
    assert [line.rstrip() for line in results] == [b"C-%d" % at for at in range(len(results))]
    assert 0 < len(results) < CLAIMS
    assert json.loads(last)["status"] == 507


def test_scoring_waits_for_a_caller_whose_whole_batch_a_proxy_has_passed_on(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serving.api.batch.AHEAD", 50_000)
    monkeypatch.setattr("serving.api.call.CHUNK", 1024)  # so that the end of it is far from the beginning
    scope: Scope = {
        "type": "http", "method": "POST", "path": "/v1/score/batch", "raw_path": b"/v1/score/batch",
        "root_path": "", "scheme": "http", "query_string": b"", "http_version": "1.1",
        "headers": [(b"content-type", b"application/edi-x12"), (b"x-forwarded-for", b"192.0.2.1")],
        "client": ("192.0.2.1", 1), "server": ("x", 80),
    }  # fmt: skip

    async def run() -> list[bytes]:
        app, caller = create(service, Log(level=100)), Caller()

        async def receive() -> Message:
            return {"type": "http.request", "body": BODY, "more_body": False}

        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:

            async def scored() -> float:
                found = re.findall(
                    r"^cleanclaim_scores_total\{.*\} (.*)$", (await client.get("/metrics")).text, re.MULTILINE
                )
                return sum(map(float, found))

            before = await scored()
            sending = asyncio.create_task(app(scope, receive, caller.send))
            await _still(scored)
            done = await scored() - before
            assert 0 < done < CLAIMS / 2
            caller.reads.set()
            await sending
            assert await scored() - before == CLAIMS
        return caller.lines

    assert len(asyncio.run(run())) == CLAIMS


async def _still(count: Callable[[], Awaitable[float]]) -> None:
    """Wait until it has begun to grow, and grows no more."""
    first = last = await count()
    async with asyncio.timeout(20):
        while True:
            await asyncio.sleep(0.3)
            now = await count()
            if now == last > first:
                return
            last = now


@given(st.lists(st.one_of(st.binary(max_size=3 * AT_ONCE), st.none())))
def test_what_is_taken_is_what_was_put_in_its_order(steps: list[bytes | None]) -> None:
    waiting, put, taken = Waiting(Path("no such folder")), b"", b""  # so little needs none
    for step in steps:
        if step is None:
            taken += (some := waiting.take())
            assert len(some) <= AT_ONCE
        else:
            waiting.put(step)
            put += step
        assert len(waiting) == len(put) - len(taken)
    while waiting:
        taken += waiting.take()
    assert taken == put
    waiting.close()
    waiting.put(b"late")
    assert (len(waiting), waiting.take()) == (0, b"")


def test_what_does_not_fit_into_memory_waits_in_the_folder_that_was_named(tmp_path: Path) -> None:
    waiting = Waiting(tmp_path / "gone")
    waiting.put(b"x" * IN_MEMORY)
    with pytest.raises(FileNotFoundError):
        waiting.put(b"y")
    waiting.close()
    waiting = Waiting(tmp_path)
    waiting.put(b"x" * (IN_MEMORY + 1))
    assert len(waiting) == IN_MEMORY + 1
    waiting.close()
    assert list(tmp_path.iterdir()) == []
