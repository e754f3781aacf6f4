"""Answers leave in one write, whatever is written of them, and nothing waits longer than one turn of the event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import pytest

from serving.one_write import LARGE, Gathering


class Watched(asyncio.Protocol):
    """Remembers its transport."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport


async def written(work: Callable[[Gathering], None], monkeypatch: pytest.MonkeyPatch) -> tuple[list[int], bytes]:
    """What is written to a connection: the sizes of the writes, and what arrives until it is closed."""
    loop = asyncio.get_running_loop()
    here, there = socket.socketpair()
    there.settimeout(0)
    _, protocol = await loop.connect_accepted_socket(Watched, here)
    sizes: list[int] = []
    write = protocol.transport.write
    monkeypatch.setattr(protocol.transport, "write", lambda data: (sizes.append(len(data)), write(data)))
    gathering = Gathering(protocol.transport, loop)
    work(gathering)
    await asyncio.sleep(0)
    came = list(sizes)
    gathering.close()
    assert gathering.is_closing()
    arrived = b""
    while part := await loop.sock_recv(there, 1 << 20):
        arrived += part
    there.close()
    return came, arrived


def test_head_and_body_leave_in_one_write(monkeypatch: pytest.MonkeyPatch):
    def work(transport: Gathering) -> None:
        transport.write(b"HTTP/1.1 200 OK\r\n\r\n")
        transport.write(b"body")

    assert asyncio.run(written(work, monkeypatch)) == ([23], b"HTTP/1.1 200 OK\r\n\r\nbody")


@pytest.mark.parametrize(("size", "sizes"), [(LARGE - 1, [LARGE]), (LARGE, [LARGE, 1])])
def test_what_is_large_leaves_at_once_so_that_its_writer_can_be_told_to_wait(
    size: int, sizes: list[int], monkeypatch: pytest.MonkeyPatch
):
    def work(transport: Gathering) -> None:
        transport.write(b"x")
        transport.write(b"y" * (size - 1))
        transport.write(b"z")

    assert asyncio.run(written(work, monkeypatch)) == (sizes, b"x" + b"y" * (size - 1) + b"z")


def test_what_waits_is_written_before_the_connection_is_closed(monkeypatch: pytest.MonkeyPatch):
    def work(transport: Gathering) -> None:
        transport.write(b"last words")
        transport.close()

    assert asyncio.run(written(work, monkeypatch)) == ([10], b"last words")
