"""A batch over HTTP: results stream out, in order of arrival, while the claims are still streaming in.

A thread reads and scores; the event loop only moves bytes. While the body is arriving, results wait in memory for a
caller who does not read yet: many send all before they read, and to wait for them would be to wait for ever. Once the
body is here, scoring waits for the caller.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator
from datetime import date

import msgspec
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

import claims
from claims.fault import Fault
from claims.origin import Sourced
from serving.attempt import finish, walk
from serving.problem import Problem, of_fault, too_large
from serving.scorer import Explain, Scorer, Suggest, Walked

MEDIA_TYPE = "application/x-ndjson"
TOGETHER = 32
"""Claims whose odds are asked for at once, at most; fewer where the next claim is still on its way."""
FEED = 8
"""Chunks of the body that wait to be read, at most."""
AHEAD = 1 << 20
"""Bytes of results that may wait for the caller once the body is here."""

_encode = msgspec.json.Encoder(decimal_format="string").encode


class Batch(Response):
    """The streaming answer to one batch."""

    def __init__(
        self,
        body: AsyncIterator[bytes],
        scorer: Scorer,
        as_of: date | None,
        explain: Explain,
        suggest: Suggest,
        *,
        limit: int,
    ) -> None:
        """Make an answer.

        Args:
            body: the chunks of the request.
            scorer: for this batch alone: it takes note of each claim, so that a later one can be its duplicate.
            as_of: today, for claims without a submission date.
            explain: whose reasons are given.
            suggest: for whom changes are searched.
            limit: bytes of the body that are read; at the limit the last line of the answer says so.
        """
        super().__init__(media_type=MEDIA_TYPE)
        del self.headers["content-length"]
        self._body, self._limit, self._as_of, self._scorer = body, limit, as_of, scorer
        self._explain, self._suggest = explain, suggest
        self._feed: queue.Queue[bytes | None] = queue.Queue(FEED)
        self._lines: deque[bytes] = deque()
        self._ahead = 0
        self._pending: list[Walked | Fault] = []
        self._room = threading.Event()
        self._whole = threading.Event()
        self._gone = threading.Event()
        self._problem: Problem | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  read from the request
        """Send the results while the body is read."""
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        reading = asyncio.create_task(self._read())
        working = asyncio.create_task(asyncio.to_thread(self._work))
        working.add_done_callback(lambda _: self._news.set())
        try:
            while not (working.done() and not self._lines):
                await self._news.wait()
                self._news.clear()
                if lines := self._taken():
                    await send({"type": "http.response.body", "body": lines, "more_body": True})
            await working
            last = _encode(self._problem) + b"\n" if self._problem else b""
            await send({"type": "http.response.body", "body": last, "more_body": False})
        finally:
            self._gone.set()
            self._room.set()
            reading.cancel()
            while not self._feed.empty():  # so that no thread waits for room in it
                self._feed.get_nowait()

    async def _read(self) -> None:
        """Pass the body's chunks to the thread, as many as the limit lets through."""
        size = 0
        try:
            async for chunk in self._body:
                size += len(chunk)
                if size > self._limit:
                    self._problem = too_large(self._limit)
                    break
                if chunk:
                    await self._pass_on(chunk)
        except ClientDisconnect:
            self._gone.set()
        finally:
            self._whole.set()
            await self._pass_on(None)

    async def _pass_on(self, chunk: bytes | None) -> None:
        try:
            self._feed.put_nowait(chunk)
        except queue.Full:
            await asyncio.to_thread(self._feed.put, chunk)

    def _taken(self) -> bytes:
        """All lines that wait, and room for more."""
        taken = []
        while self._lines:
            taken.append(self._lines.popleft())
        self._ahead = 0
        self._room.set()
        return b"".join(taken)

    def _work(self) -> None:
        """The thread: read, score, hand over."""
        for item in claims.read_stream(self._chunks(), "request"):
            if self._gone.is_set():
                return
            self._take(item)
        self._flush()

    def _take(self, item: Sourced | Fault) -> None:
        if isinstance(item, Sourced):
            self._pending.append(walk(self._scorer, item, self._as_of))
            self._scorer.sent(item.claim, self._scorer.day(item.claim, self._as_of)[0])
        else:
            self._pending.append(item)
        if len(self._pending) >= TOGETHER:
            self._flush()

    def _chunks(self) -> Iterator[bytes]:
        while True:
            if self._feed.empty():
                self._flush()  # before waiting for more, give what there is
            chunk = self._feed.get()
            if chunk is None or self._gone.is_set():
                return
            yield chunk

    def _flush(self) -> None:
        pending, self._pending = self._pending, []
        for scored in finish(self._scorer, pending, self._explain, self._suggest):
            line = _encode(of_fault(scored) if isinstance(scored, Fault) else scored) + b"\n"
            self._lines.append(line)
            self._ahead += len(line)
        if pending:
            self._loop.call_soon_threadsafe(self._news.set)
        while self._ahead > AHEAD and self._whole.is_set() and not self._gone.is_set():
            self._room.clear()
            self._room.wait(1.0)
