"""A batch over HTTP: results stream out, in order of arrival, while the claims are still streaming in.

A thread reads and scores; the event loop only moves bytes. While the body is arriving, results wait for a caller who
does not read yet, those beyond a little on disk: many send all before they read, and to wait for them would be to wait
for ever. Once the body is here, scoring waits for the caller.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

from starlette.requests import ClientDisconnect
from starlette.types import Send

import claims
from claims.fault import Fault
from claims.origin import Sourced
from serving.api.body import nothing
from serving.api.form import Form
from serving.api.reply import as_problem
from serving.api.waiting import Waiting
from serving.problem import Problem, Refused, refused
from serving.store import StoreError

FEED = 8
"""Chunks of the body that wait to be read, at most."""
SILENT = 1.0
"""Seconds after which an answer begins even where too little came to tell what it is."""
AHEAD = 1 << 20
"""Bytes of results that may wait for the caller once the body is here."""


class Scoring(Protocol):
    """What makes lines of claims."""

    def take(self, item: Sourced | Fault) -> bool:
        """Take the next claim; whether as many wait now as are scored together.

        Raises:
            Refused: no more are taken.
        """

    def lines(self) -> Iterable[bytes]:
        """Score what waits.

        Raises:
            StoreError: it cannot be put on record.
        """


class Batch:
    """The streaming answer to one batch."""

    def __init__(
        self,
        body: AsyncIterator[bytes],
        scoring: Scoring,
        seconds: float,
        form: Form,
        folder: Path,
        *,
        whole: bool = False,
    ) -> None:
        """Make an answer.

        Args:
            body: the chunks of the request. Where they end with a refusal, the answer's last line is its problem.
            scoring: makes lines of claims, in a thread.
            seconds: how long to wait for a caller who neither sends nor reads.
            form: how results are written.
            folder: where results wait that do not fit into memory.
            whole: the body is here already.
        """
        self._body, self._scoring, self._seconds, self._form = body, scoring, seconds, form
        self._feed: queue.Queue[bytes | None] = queue.Queue(FEED)
        self._waiting = Waiting(folder)
        self._room = threading.Event()
        self._whole = threading.Event()
        if whole:
            self._whole.set()
        self._gone = threading.Event()
        self._problem: Problem | None = None
        self._any = False
        """Whether anything was found in the body: a claim, or what cannot be read."""

    async def send(self, send: Send) -> None:
        """Send the results while the body is read."""
        self._loop = asyncio.get_running_loop()
        self._news, self._hungry = asyncio.Event(), asyncio.Event()
        reading = asyncio.create_task(self._read())
        working = asyncio.create_task(asyncio.to_thread(self._work))
        working.add_done_callback(lambda _: self._news.set())
        try:
            await self._begun(working)
            if working.done() and not (self._any or self._problem or self._gone.is_set()):
                await working
                await as_problem(nothing()).send(send)
                return
            head = [(b"content-type", self._form.media_type.encode())]
            await send({"type": "http.response.start", "status": 200, "headers": head})
            while not (working.done() and not self._waiting):
                await self._news.wait()
                self._news.clear()
                while lines := self._taken():
                    async with asyncio.timeout(self._seconds):
                        await send({"type": "http.response.body", "body": lines, "more_body": True})
            await working
            if not self._any and self._problem is None:
                self._problem = nothing().problem
            last = self._form.end(self._problem)
            await send({"type": "http.response.body", "body": last, "more_body": False})
        except TimeoutError:
            raise ClientDisconnect from None  # one who does not read for so long is gone
        finally:
            self._gone.set()
            self._room.set()
            self._waiting.close()
            reading.cancel()
            while not self._feed.empty():  # so that there is room to say that no more comes
                self._feed.get_nowait()
            self._feed.put_nowait(None)

    async def _begun(self, working: asyncio.Task[None]) -> None:
        """Wait until something was found, the end came, or a caller may wait for a first word before he goes on."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SILENT):
                while not (self._any or self._gone.is_set() or working.done()):
                    await self._news.wait()
                    self._news.clear()

    async def _read(self) -> None:
        """Pass the body's chunks to the thread; then watch whether the caller is still there."""
        try:
            chunks = aiter(self._body)
            while True:
                async with asyncio.timeout(self._seconds):
                    chunk = await anext(chunks, None)
                if chunk is None:
                    break
                await self._pass_on(chunk)
        except ClientDisconnect:
            self._gone.set()
            self._news.set()
        except Refused as refusal:
            self._problem = refusal.problem
        except TimeoutError:
            detail = f"no more arrived within {self._seconds:g} seconds; what is above was read, send the rest again"
            self._problem = refused(HTTPStatus.REQUEST_TIMEOUT, detail).problem
        self._whole.set()
        await self._pass_on(None)

    async def _pass_on(self, chunk: bytes | None) -> None:
        while True:
            try:
                self._feed.put_nowait(chunk)
            except queue.Full:
                self._hungry.clear()
                await self._hungry.wait()
            else:
                return

    def _taken(self) -> bytes:
        """Some of what waits, and room for more.

        Raises:
            ClientDisconnect: the caller is gone.
        """
        if self._gone.is_set():
            raise ClientDisconnect
        taken = self._waiting.take()
        if len(self._waiting) <= AHEAD:
            self._room.set()
        return taken

    def _work(self) -> None:
        """The thread: read, score, hand over."""
        try:
            for item in claims.read_stream(self._chunks(), "request"):
                if self._gone.is_set():
                    return
                if not self._any:
                    self._any = True
                    self._tell(self._news)
                if self._scoring.take(item):
                    self._flush()
            self._flush()
        except Refused as refusal:
            self._flush()
            self._problem = refusal.problem
        except StoreError:
            detail = "the store cannot be used now: what has no line here is not on record; send it again later"
            self._problem = refused(HTTPStatus.SERVICE_UNAVAILABLE, detail).problem
        except OSError as error:
            detail = f"no room to keep results ({error.strerror}): what has no line here, send again later"
            self._problem = refused(HTTPStatus.INSUFFICIENT_STORAGE, detail).problem

    def _chunks(self) -> Iterator[bytes]:
        while True:
            if self._feed.empty():
                self._flush()  # before waiting for more, give what there is
            chunk = self._feed.get()
            if chunk is None or self._gone.is_set():
                return
            self._tell(self._hungry)
            yield chunk

    def _flush(self) -> None:
        some = False
        for line in self._scoring.lines():
            some = True
            self._waiting.put(line)
        if some:
            self._tell(self._news)
        while len(self._waiting) > AHEAD and self._whole.is_set() and not self._gone.is_set():
            self._room.clear()
            self._room.wait(1.0)

    def _tell(self, event: asyncio.Event) -> None:
        if not self._gone.is_set():
            self._loop.call_soon_threadsafe(event.set)
