"""Lines that are fetched from the store while they are sent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from itertools import islice

from starlette.types import Message, Send

AT_ONCE = 500

PATIENCE = 60.0
"""Seconds that a caller may take to read what was sent to him last."""


class Streamed:
    """An answer of many lines. They are fetched in threads, some at a time, as fast as the caller reads."""

    def __init__(self, first: list[bytes], rest: Iterator[bytes]) -> None:
        self._first, self._rest = first, rest

    @classmethod
    async def of(cls, lines: Iterable[bytes]) -> Streamed:
        """An answer whose first lines are here: what keeps them from coming is told by a status."""
        rest = iter(lines)
        return cls(await asyncio.to_thread(_some, rest), rest)

    async def send(self, send: Send) -> None:
        """Send it."""
        head = [(b"content-type", b"application/x-ndjson")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        some = self._first
        while some:
            await sent(send, {"type": "http.response.body", "body": b"".join(some), "more_body": True})
            some = await asyncio.to_thread(_some, self._rest) if len(some) == AT_ONCE else []
        await send({"type": "http.response.body", "body": b""})


async def sent(send: Send, message: Message) -> None:
    """Send the next piece.

    Raises:
        ConnectionAbortedError: the caller does not read.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            await send(message)
    except TimeoutError:
        raise ConnectionAbortedError from None


def _some(lines: Iterator[bytes]) -> list[bytes]:
    return list(islice(lines, AT_ONCE))
