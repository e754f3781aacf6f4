"""Small files over HTTP: get, put and delete, by the standard library, with what a server's refusal says in words."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import Request, urlopen

PATIENCE = 20.0
"""Seconds that a server may take."""

LARGEST = 256 << 20
"""Bytes of one file at most: a bundle's history of a large office takes a few dozen megabytes."""


class ChangedError(OSError):
    """What stands there is not what was read."""


class Found(NamedTuple):
    """What stands at a URL."""

    content: bytes | None
    """``None`` where nothing does."""
    tag: str = ""
    """The server's name for just this content (a strong ETag, RFC 9110, section 8.8.3); empty where it gives none."""


def is_url(place: str | Path) -> bool:
    """Whether a place is a URL that is spoken to here."""
    return isinstance(place, str) and place.startswith(("http://", "https://"))


def shown(place: str | Path) -> str:
    """A folder, or a URL as it may be shown."""
    return without_password(str(place)) if is_url(place) else str(place)


def get(url: str) -> bytes | None:
    """A file's content; ``None`` where there is none.

    Raises:
        OSError: the server cannot be reached, refuses, or sends more than is taken.
    """
    return found(url).content


def found(url: str) -> Found:
    """A file's content, with what tells it from any other.

    Raises:
        OSError: the server cannot be reached, refuses, or sends more than is taken.
    """
    try:
        with _told(), urlopen(_request(url, "GET"), timeout=PATIENCE) as answer:  # noqa: S310  is_url was asked
            content: bytes = answer.read(LARGEST + 1)
            tag = answer.headers.get("ETag", "")
    except HTTPError as error:
        if error.code in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            return Found(None)
        raise OSError(_refusal(error)) from None
    if len(content) > LARGEST:
        raise OSError(f"the file is larger than {LARGEST:,} bytes")
    return Found(content, tag if tag.startswith('"') else "")


def put(url: str, content: bytes, over: Found | None = None) -> None:
    """Write a file.

    Args:
        url: where.
        content: what.
        over: what was read there. A server that minds ``If-Match`` and ``If-None-Match`` (RFC 9110, section 13.1)
            writes it over this and nothing else; others write it over anything.

    Raises:
        ChangedError: something else stands there meanwhile.
        OSError: the server cannot be reached, or refuses.
    """
    request = _request(url, "PUT", content)
    if over is not None and over.content is None:
        request.add_header("If-None-Match", "*")
    elif over is not None and over.tag:
        request.add_header("If-Match", over.tag)
    _do(request)


def delete(url: str) -> None:
    """Take a file away; one that is not there is no error.

    Raises:
        OSError: the server cannot be reached, or refuses.
    """
    if get(url) is not None:
        _do(_request(url, "DELETE"))


def without_password(url: str) -> str:
    """A URL as it may be shown."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _do(request: Request) -> None:
    try:
        with _told(), urlopen(request, timeout=PATIENCE):  # noqa: S310  is_url was asked
            pass
    except HTTPError as error:
        if error.code == HTTPStatus.PRECONDITION_FAILED:
            raise ChangedError("something else was written there meanwhile") from None
        raise OSError(_refusal(error)) from None


@contextmanager
def _told() -> Iterator[None]:
    """An answer that is no HTTP, or ends before its end, is an error of the connection, like any other."""
    try:
        yield
    except HTTPException as error:
        raise OSError(f"the server's answer is garbled: {type(error).__name__}") from None


def _request(url: str, method: str, content: bytes | None = None) -> Request:
    """A request; name and password of the URL go into a header (RFC 7617)."""
    parts = urlsplit(url)
    request = Request(without_password(url), content, method=method)  # noqa: S310  is_url was asked
    if parts.username:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        request.add_header("Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}")
    return request


def _refusal(error: HTTPError) -> str:
    return f"the server answered {error.code} {error.reason}"
