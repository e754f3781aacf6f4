"""Processes that share a listening socket share its connections."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import cast

import pytest

from serving import one_accept
from serving.one_accept import REST, OneAccept

MANY = 8


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


class Counting(asyncio.Protocol):
    made = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        Counting.made += 1
        cast("asyncio.WriteTransport", transport).write(b"here")


async def taken(listening: socket.socket, seconds: float) -> int:
    """How many of the connections that wait one loop takes by itself."""
    Counting.made = 0
    server = await asyncio.get_running_loop().create_server(Counting, sock=listening, backlog=64)
    await asyncio.sleep(seconds)
    server.close()
    await server.wait_closed()
    return Counting.made


def run(listening: socket.socket, seconds: float) -> int:
    with asyncio.Runner(loop_factory=OneAccept) as runner:
        return runner.run(taken(listening, seconds))


def opened(stack: ExitStack, listening: socket.socket) -> list[socket.socket]:
    return [stack.enter_context(socket.create_connection(listening.getsockname(), 10)) for _ in range(MANY)]


def test_of_connections_that_wait_a_loop_takes_one_and_leaves_the_next_to_others(
    listening: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_accept, "REST", 60)  # however slow the machine is
    with ExitStack() as stack:
        opened(stack, listening)
        other = stack.enter_context(listening.dup())
        other.settimeout(0)

        async def both() -> tuple[int, int]:
            Counting.made = 0
            server = await asyncio.get_running_loop().create_server(Counting, sock=listening, backlog=64)
            while not Counting.made:  # noqa: ASYNC110  the loop is not to turn once more than it must
                await asyncio.sleep(0)
            left = 0
            while True:  # another process, while this one rests
                try:
                    stack.enter_context(other.accept()[0])
                except BlockingIOError:
                    break
                left += 1
            server.close()
            return Counting.made, left

        with asyncio.Runner(loop_factory=OneAccept) as runner:
            assert runner.run(both()) == (1, MANY - 1)


def test_a_loop_whose_others_are_busy_takes_them_all(listening: socket.socket) -> None:
    with ExitStack() as stack:
        callers = opened(stack, listening)
        assert run(listening, 100 * MANY * REST) == MANY
        assert [caller.recv(4) for caller in callers] == [b"here"] * MANY


def test_one_that_is_closed_takes_no_more(listening: socket.socket) -> None:
    address = listening.getsockname()
    assert run(listening, 0) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, 10)


def test_where_no_connection_can_be_taken_it_is_told_and_the_loop_does_not_spin(listening: socket.socket) -> None:
    told: list[object] = []
    failing = listening.dup()
    listening.close()

    class Full(socket.socket):
        def accept(self) -> tuple[socket.socket, object]:
            raise OSError(24, "Too many open files")

    full = Full(fileno=failing.detach())

    async def wait() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: told.append(context["message"]))
        with socket.create_connection(full.getsockname(), 10):
            await taken(full, 0.2)

    with asyncio.Runner(loop_factory=OneAccept) as runner:
        runner.run(wait())
    assert told == ["no connection can be taken"]
