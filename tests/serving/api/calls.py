"""The application in the test's own process, called without a socket."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import httpx
import msgspec

from serving.api.alone import around
from serving.api.app import create
from serving.api.limits import Limits
from serving.api.logs import Log
from serving.api.schema import EXAMPLE
from serving.api.service import Service
from serving.load import for_a_server
from serving.scorer import Scorer

T = TypeVar("T")

JSON = {"content-type": "application/json"}
NDJSON = {"content-type": "application/x-ndjson"}
EDI = {"content-type": "application/edi-x12"}
CLAIM = json.dumps(EXAMPLE).encode()


def a_service(scorer: Scorer | None = None, limits: Limits | None = None, store_url: str = "") -> Service:
    """A service with a store of its own."""
    return around(scorer or for_a_server(), limits, store_url)


def calling(service: Service, calls: Callable[[httpx.AsyncClient], Awaitable[T]], log: Log | None = None) -> T:
    """Make some calls."""

    async def run() -> T:
        transport = httpx.ASGITransport(create(service, log or Log(level=100)), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://x", timeout=30) as client:
            return await calls(client)

    return asyncio.run(run())


def post(service: Service, path: str, body: bytes = CLAIM, headers: dict[str, str] | None = None) -> httpx.Response:
    """One call."""
    return calling(service, lambda client: client.post(path, content=body, headers=JSON | (headers or {})))


def with_(service: Service, **changes: object) -> Service:
    """The same service with something else in it."""
    return msgspec.structs.replace(service, **changes)


@contextmanager
def logged(folder: Path) -> Iterator[tuple[Log, Path]]:
    """A log that writes to a file."""
    file = folder / "log"
    to = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    try:
        yield Log(to=to), file
    finally:
        os.close(to)
