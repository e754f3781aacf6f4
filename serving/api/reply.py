"""What a route gives back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec
from msgspec import Struct
from starlette.types import Send

from serving import on_record
from serving.problem import MEDIA_TYPE, Refused

encode = on_record.encode
"""As all answers are written."""


class Answer(Protocol):
    """A reply, or something that streams."""

    async def send(self, send: Send) -> None:
        """Send it."""


class Reply(Struct, frozen=True):
    """An answer that is ready."""

    body: bytes
    status: int = 200
    media_type: str = "application/json"
    headers: Mapping[str, str] = {}

    async def send(self, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": self.status, "headers": self._head()})
        await send({"type": "http.response.body", "body": self.body})

    def _head(self) -> list[tuple[bytes, bytes]]:
        head = [(b"content-type", self.media_type.encode()), (b"content-length", b"%d" % len(self.body))]
        return head + [(name.lower().encode(), value.encode()) for name, value in self.headers.items()]


def as_json(content: object, status: int = 200) -> Reply:
    """The answer that carries a structure."""
    return Reply(encode(content), status)


def as_problem(refusal: Refused) -> Reply:
    """The answer that carries a problem."""
    problem = refusal.problem
    return Reply(msgspec.json.encode(problem), problem.status, MEDIA_TYPE, refusal.headers)
