"""An event loop that takes connections one by one, with a rest between: so processes of a server share them.

Event loops take all connections that wait at once. A system that opens its eight connections together then has all of
them in one process for as long as they live, and the others stand idle. While one process rests, the next connection
goes to another.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

try:
    from uvloop import Loop
except ImportError:  # there is none for Windows
    Loop = asyncio.SelectorEventLoop  # type: ignore[assignment,misc]

REST = 0.001
"""Seconds for which no other connection is taken after one: time enough for another process to wake up."""

FULL = 1.0
"""The same where no connection can be taken, such as for want of file descriptors; asyncio rests as long."""


class OneAccept(Loop):
    """The loop of a process that shares its listening socket with others."""

    async def create_server(self, protocol_factory: Any, *args: Any, sock: Any = None, **options: Any) -> Any:
        """Listen; as any loop does, but for a socket that is given."""
        if sock is None:
            return await super().create_server(protocol_factory, *args, **options)
        sock.settimeout(0)
        sock.listen(options["backlog"])
        return Taking(self, sock, protocol_factory, options.get("ssl"))


class Taking:
    """A server that takes connections of a listening socket until it is closed."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, listening: socket.socket, protocol: Callable[[], Any], ssl: Any
    ) -> None:
        """Begin."""
        self.sockets = [listening]
        self._loop, self._listening, self._protocol, self._ssl = loop, listening, protocol, ssl
        self._begun: set[asyncio.Task[Any]] = set()
        self._fd = listening.fileno()
        loop.add_reader(self._fd, self._take)

    def _take(self) -> None:
        rest = REST
        try:
            connection, _ = self._listening.accept()
        except (BlockingIOError, ConnectionAbortedError):  # another process took it, or the caller went away
            return
        except OSError as error:
            self._loop.call_exception_handler({"message": "no connection can be taken", "exception": error})
            rest = FULL
        else:
            begun = self._loop.create_task(self._begin(connection))
            self._begun.add(begun)
            begun.add_done_callback(self._begun.discard)
        self._loop.remove_reader(self._fd)
        self._loop.call_later(rest, self._go_on)

    async def _begin(self, connection: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(self._protocol, connection, ssl=self._ssl)
        except OSError:  # the caller went away, or spoke no TLS
            connection.close()

    def _go_on(self) -> None:
        if self._fd >= 0:
            self._loop.add_reader(self._fd, self._take)

    def close(self) -> None:
        """Take no more."""
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            self._fd = -1
            self._listening.close()

    async def wait_closed(self) -> None:
        """Nothing is left to be waited for: uvicorn ends the connections itself."""
