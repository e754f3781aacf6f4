"""One request, as far as the routes care: who calls, with which parameters and which body."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast
from urllib.parse import parse_qsl

from sqlalchemy import Connection
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from claims.nul import NUL
from serving.access import Caller
from serving.api.record import Record
from serving.api.reply import Reply
from serving.api.service import Service
from serving.offices import Office
from serving.problem import Refused, refused, too_large
from serving.store import idempotency
from serving.store.idempotency import Mine

IN_MEMORY = 1 << 20
"""Bytes of a body that is held in memory; more of it waits in a nameless file beside the spool: /tmp may be memory."""

CHUNK = 65_536


class Call:
    """A request to one of the routes."""

    caller: Caller
    """Who calls; known before the route's function runs."""

    def __init__(self, service: Service, scope: Scope, receive: Receive, *, patient: bool = False) -> None:
        self.service = service
        self.scope = scope
        self._receive = receive
        self._patience = service.limits.seconds if patient else None
        """Seconds for each piece of the body; where the whole call has a limit, no piece needs one of its own."""
        pairs = scope["headers"]
        self.headers: dict[str, str] = {name.decode("latin-1"): value.decode("latin-1") for name, value in pairs}
        self.whole = False
        """Whether the body was read to its end."""
        self._held: BinaryIO | None = None
        self._placed = False
        self.mine: Mine | None = None
        """The hold on its ``Idempotency-Key``, where it carries one."""
        self.kept = False
        """Whether its answer was kept with what it did."""

    @property
    def request_id(self) -> str:
        """What log, record and answer call this request."""
        name: str = self.scope["request_id"]
        return name

    async def office(self) -> Office:
        """The caller's office."""
        return await self.service.offices.open(self.caller.office)

    @cached_property
    def query(self) -> dict[str, str]:
        """The parameters of the query; of one that is given twice, the last.

        Raises:
            Refused: 422, one holds a NUL character.
        """
        text: bytes = self.scope["query_string"]
        found = dict(parse_qsl(text.decode("latin-1"), keep_blank_values=True)) if text else {}
        if any(NUL in value for value in found.values()):
            raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, "a parameter of the query holds a NUL character (%00)")
        return found

    def record(self, via: str) -> Record:
        """Where results of this request are put on record."""
        service = self.service
        return Record(service.recorder, service.metrics, service.shadowing, self.caller, self.request_id, via)

    def named(self, parameter: str) -> str:
        """A parameter of the path.

        Raises:
            Refused: 404, it holds a NUL character, which no name has.
        """
        value: str = self.scope["path_params"][parameter]
        if NUL in value:
            raise refused(HTTPStatus.NOT_FOUND, "the path holds a NUL character (%00), and no name has one")
        return value

    @property
    def kind(self) -> str:
        """The content type, without its parameters."""
        kind: str = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        return kind

    def require(self, *kinds: str) -> None:
        """See that the body is of a kind that is read.

        Raises:
            Refused: 415.
        """
        if self.kind not in kinds:
            raise refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"send content-type {' or '.join(kinds)}")

    async def body(self, most: int) -> bytes:
        """The whole body.

        Raises:
            Refused: 413, it has more bytes than these; 400, it is empty.
            ClientDisconnect: the caller is gone.
        """
        read = [chunk async for chunk in self.chunks(most)]
        body = read[0] if len(read) == 1 else b"".join(read)
        if not body.strip():
            raise refused(HTTPStatus.BAD_REQUEST, "the body is empty")
        return body

    async def chunks(self, most: int) -> AsyncIterator[bytes]:
        """The body's chunks as they arrive.

        Raises:
            Refused: 413, there are more bytes than these.
            ClientDisconnect: the caller is gone.
        """
        if self._held is not None:
            self._held.seek(0)
            while chunk := self._held.read(CHUNK):
                yield chunk
            return
        length = self.headers.get("content-length", "")
        if length.isascii() and length.isdigit() and int(length) > most:
            raise Refused(too_large(most))
        size = 0
        while not self.whole:
            if self._patience is None:
                message = await self._receive()
            else:
                async with asyncio.timeout(self._patience):
                    message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            self.whole = not message.get("more_body", False)
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > most:
                raise Refused(too_large(most))
            if chunk:
                yield chunk

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take a place in the room of large bodies, before one is read; a call takes no more than one.

        Raises:
            Refused: 503, all places are taken.
        """
        if self._placed:
            yield
            return
        with self.service.room.place():
            self._placed = True
            try:
                yield
            finally:
                self._placed = False

    def keep(self, connection: Connection, answer: Reply) -> None:
        """Keep the answer under the call's key in the transaction of what it did; without a key, do nothing.

        Raises:
            Lost: another carries the call out; let it undo the transaction.
        """
        if self.mine is not None:
            headers = {**answer.headers, "Content-Type": answer.media_type}
            idempotency.finish(connection, self.mine, answer.status, headers, answer.body)
            self.kept = True

    async def hold(self, most: int) -> str:
        """Read the whole body to where it can be read again, and say by what it is told from others.

        Raises:
            Refused: 413, it has more bytes than these; 400, it is empty.
            ClientDisconnect: the caller is gone.
        """
        if self._held is None:
            held = cast("BinaryIO", SpooledTemporaryFile(IN_MEMORY, dir=str(self.service.recorder.folder)))  # noqa: SIM115  it goes with the call
            self._digest = sha256(self.scope["query_string"] + b"\n" + self.kind.encode() + b"\n")
            blank = True
            async for chunk in self.chunks(most):
                self._digest.update(chunk)
                held.write(chunk)
                blank = blank and not chunk.strip()
            if blank:
                raise refused(HTTPStatus.BAD_REQUEST, "the body is empty")
            self._held = held
        self._held.seek(0)
        return self._digest.hexdigest()

    @property
    def file(self) -> BinaryIO:
        """The body that is held, from its beginning."""
        assert self._held is not None
        self._held.seek(0)
        return self._held
