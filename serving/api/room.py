"""How much work one process takes on at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from starlette.types import Send

from serving.api.reply import Answer
from serving.problem import refused


class Room:
    """How many batches and files one process works on at the same time."""

    def __init__(self, most: int) -> None:
        self._most, self._busy = most, 0

    def hold(self, answer: Answer) -> Answer:
        """An answer that takes its place while it is sent.

        Raises:
            Refused: 503, all places are taken.
        """
        self._look()
        return _Placed(self, answer)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take a place.

        Raises:
            Refused: 503, all places are taken.
        """
        self._look()
        with self.taken():
            yield

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take a place, come what may."""
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1

    def _look(self) -> None:
        if self._busy >= self._most:
            detail = f"this server works on {self._most} batches and files already; send it again a little later"
            raise refused(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": "5"})


class _Placed:
    def __init__(self, room: Room, answer: Answer) -> None:
        self._room, self._answer = room, answer

    async def send(self, send: Send) -> None:
        """Send it."""
        with self._room.taken():
            await self._answer.send(send)
