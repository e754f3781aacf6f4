"""What a form sends: its fields, and the files that were dropped on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from urllib.parse import parse_qsl

from msgspec import Struct
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from claims.nul import NUL
from serving.api.service import Service
from serving.pages.signin import forged
from serving.pages.visit import Visit
from serving.problem import Refused, refused, too_large

TOKEN = "token"  # noqa: S105  the field's name
FORM_BYTES = 1 << 20
"""Of a form without files: all fields of a claim of a thousand lines take half of it."""
FIELDS = 20_000
"""Of a form, at most."""
FILES = 50
"""That are dropped at once, at most."""


class Dropped(Struct, frozen=True):
    """A file that was dropped, in a nameless file beside the spool."""

    name: str
    file: BinaryIO


class Posted(Struct, frozen=True):
    """A form as it was sent."""

    fields: Mapping[str, tuple[str, ...]]
    files: tuple[Dropped, ...] = ()

    def get(self, name: str) -> str:
        """A field without blanks around it, of several of that name the last; empty where there is none."""
        values = self.fields.get(name)
        return values[-1].strip() if values else ""

    def all(self, name: str) -> tuple[str, ...]:
        """All fields of a name."""
        return self.fields.get(name, ())

    def close(self) -> None:
        """Let go of the files."""
        for one in self.files:
            one.file.close()


async def posted(request: Request, visit: Visit) -> Posted:
    """A form without files.

    Raises:
        Refused: 403, it comes from elsewhere; 413, it is larger than any of ours; 422, it holds a NUL character.
    """
    body = b"".join([chunk async for chunk in _chunks(request, FORM_BYTES)])
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError:
        raise refused(HTTPStatus.BAD_REQUEST, "this is no form of these pages") from None
    fields = _gathered(pairs)
    forged.check(visit.token, "".join(fields.get(TOKEN, ())))
    return Posted(fields)


async def dropped(request: Request, visit: Visit) -> Posted:
    """A form with files, whose first field is the token.

    Raises:
        Refused: 403, it comes from elsewhere; 413, it is too large; 400, it is no such form.
        ClientDisconnect: the browser is gone.
    """
    service: Service = request.app.state.service
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "choose one file or more and send them with the button")
    parts = _Parts(visit.token, service.recorder.folder)
    try:
        parser = MultipartParser(options[b"boundary"], parts.callbacks())
        async for chunk in _chunks(request, service.limits.job_bytes):
            parser.write(chunk)
        parser.finalize()
        parts.check()
    except FormParserError:
        parts.close()
        raise refused(HTTPStatus.BAD_REQUEST, "what arrived is no whole form; send the files again") from None
    except BaseException:
        parts.close()
        raise
    return Posted(_gathered(parts.fields), tuple(parts.files))


class _Parts:
    """Takes the parts of a form as they arrive."""

    def __init__(self, token: str, folder: Path) -> None:
        self.fields: list[tuple[str, str]] = []
        self.files: list[Dropped] = []
        self._token, self._folder = token, folder
        self._header, self._value, self._headers = b"", b"", dict[bytes, bytes]()
        self._name, self._content = "", bytearray()
        self._to: BinaryIO | None = None

    def callbacks(self) -> Any:
        """As the parser calls them."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._field,
            "on_header_value": self._said,
            "on_header_end": self._ended,
            "on_headers_finished": self._headed,
            "on_part_data": self._data,
            "on_part_end": self._end,
        }

    def check(self) -> None:
        """See that the form is one of ours; asked before the first file is written."""
        forged.check(self._token, "".join(value for name, value in self.fields if name == TOKEN))

    def close(self) -> None:
        """Let go of the files."""
        for one in self.files:
            one.file.close()

    def _begin(self) -> None:
        self._headers, self._content, self._to = {}, bytearray(), None
        self._header = self._value = b""

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _said(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _ended(self) -> None:
        self._headers[self._header.lower()] = self._value
        self._header = self._value = b""

    def _headed(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" in options:
            self.check()
            if len(self.files) >= FILES:
                raise refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"drop at most {FILES} files at once")
            self._to = TemporaryFile(dir=self._folder)  # noqa: SIM115  it is closed with the form
            self.files.append(Dropped(_file_name(options[b"filename"]), self._to))

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._to is not None:
            self._to.write(data[start:end])
            return
        self._content += data[start:end]
        if len(self._content) > FORM_BYTES or len(self.fields) > FIELDS:
            raise Refused(too_large(FORM_BYTES))

    def _end(self) -> None:
        if self._to is None:
            self.fields.append((self._name, self._content.decode("utf-8", "replace")))
        else:
            self._to.seek(0)


def _file_name(said: bytes) -> str:
    """The last part of a file's name, fit to be shown."""
    name = said.decode("utf-8", "replace").replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in name if letter.isprintable())[:200]


def _gathered(pairs: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        if NUL in value or NUL in name:
            raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, "a field holds a NUL character")
        fields[name] = (*fields.get(name, ()), value)
    return fields


async def _chunks(request: Request, most: int) -> AsyncIterator[bytes]:
    """The body as it arrives.

    Raises:
        Refused: 413, there are more bytes than these; 408, it stopped arriving.
        ClientDisconnect: the browser is gone.
    """
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > most:
        raise Refused(too_large(most), {"Connection": "close"})
    size, more, seconds = 0, True, request.app.state.service.limits.seconds
    while more:
        try:
            async with asyncio.timeout(seconds):
                message = await request.receive()
        except TimeoutError:
            raise refused(HTTPStatus.REQUEST_TIMEOUT, "the form did not arrive in time; send it again") from None
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk = message.get("body", b"")
        more = message.get("more_body", False)
        size += len(chunk)
        if size > most:
            raise Refused(too_large(most), {"Connection": "close"})
        yield chunk
