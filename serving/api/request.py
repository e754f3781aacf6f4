"""What a request says: its parameters and its body."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from http import HTTPStatus
from typing import get_args

import msgspec
from fastapi import Request

from claims import canonical
from claims.fault import Fault
from claims.origin import Sourced
from serving.problem import Problem, Refused, of_body, refused, too_large
from serving.scorer import Explain, Suggest

LARGEST_CLAIM = 1 << 20
"""Bytes of one claim in JSON. One of 450 lines takes about 150 KB."""

JSON = ("application/json",)

_EXPLAIN: tuple[Explain, ...] = get_args(Explain)
_SUGGEST: tuple[Suggest, ...] = get_args(Suggest)


async def one_claim(request: Request) -> Sourced:
    """The claim of the body."""
    require(request, JSON)
    if announced(request) > LARGEST_CLAIM:
        raise Refused(too_large(LARGEST_CLAIM))
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_CLAIM:
            raise Refused(too_large(LARGEST_CLAIM))
    if not body.strip():
        raise refused(HTTPStatus.BAD_REQUEST, "the body is empty; send one claim")
    sourced = canonical.decode(bytes(body), "request")
    if isinstance(sourced, Fault):
        raise of_body(sourced, bytes(body))
    return sourced


async def begun(request: Request) -> AsyncIterator[bytes]:
    """The chunks of a body that is known not to be empty."""
    chunks = request.stream()
    first = b""
    while not first.strip():
        try:
            first = await anext(chunks)
        except StopAsyncIteration:
            raise refused(HTTPStatus.BAD_REQUEST, "the body is empty; send claims") from None

    async def all_of_them() -> AsyncIterator[bytes]:
        yield first
        async for chunk in chunks:
            yield chunk

    return all_of_them()


def require(request: Request, kinds: tuple[str, ...]) -> None:
    """See that the body is of a kind that is read."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in kinds:
        status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        raise Refused(Problem(status.phrase, int(status), f"send content-type {' or '.join(kinds)}"))


def announced(request: Request) -> int:
    """The length that the caller announces; 0 where it does not."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def as_of(request: Request) -> date | None:
    """The day that is asked for."""
    text = request.query_params.get("as_of")
    if text is None:
        return None
    try:
        return msgspec.convert(text, date)
    except msgspec.ValidationError:
        raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, "the parameter as_of is no date such as 2026-07-01") from None


def explain(request: Request, otherwise: Explain) -> Explain:
    """Whose reasons are asked for."""
    text = request.query_params.get("explain", otherwise)
    for known in _EXPLAIN:
        if text == known:
            return known
    raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"the parameter explain is one of {', '.join(_EXPLAIN)}")


def suggest(request: Request) -> Suggest:
    """For whom changes are asked for."""
    text = request.query_params.get("suggest", "risky")
    for known in _SUGGEST:
        if text == known:
            return known
    raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"the parameter suggest is one of {', '.join(_SUGGEST)}")
