"""A batch on its way to the service: sent by a thread while results are read, and counted as the service reads it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from http.client import HTTPConnection
from itertools import chain
from pathlib import Path

from claims import json_stream
from claims.fhir import is_fhir
from claims.x12.interchange import Run, runs

Content = Path | bytes | Iterable[bytes]
"""A file, its bytes, or its bytes as they come; only the first two can be sent again."""

CHUNK = 1 << 16
LAST_BYTES = 5.0
"""Seconds that the end of the body may take once the answer has ended."""


class Outgoing:
    """The body of one request, in chunks."""

    def __init__(self, connection: HTTPConnection, content: Content, kind: str) -> None:
        """Send it, in a thread of its own.

        Args:
            connection: the head of the request is written.
            content: what is sent.
            kind: its content type.
        """
        self._connection, self._content, self._kind = connection, content, kind
        self._claims = 0
        self._thread = threading.Thread(target=self._send, daemon=True)
        self._thread.start()

    def claims(self) -> int:
        """How many claims were sent, once the answer has ended; 0 for what is neither an 837 nor a claim a line."""
        self._thread.join(LAST_BYTES)
        return self._claims

    def _send(self) -> None:
        try:
            sent = self._sent()
            for count in _counts(sent, self._kind):
                self._claims += count
            deque(sent, maxlen=0)  # what is not counted is sent all the same
            self._connection.send(b"0\r\n\r\n")
        except OSError:  # the reader sees the torn connection, or the refusal that came before its end
            pass

    def _sent(self) -> Iterator[bytes]:
        for piece in _pieces(self._content):
            self._connection.send(b"%x\r\n%b\r\n" % (len(piece), piece))
            yield piece


def _counts(sent: Iterator[bytes], kind: str) -> Iterator[int]:
    """The claims in what is sent, some at a time; it is sent by asking for them."""
    if kind == "application/edi-x12":
        for run in runs(sent, ""):
            if isinstance(run, Run):
                opens = f"CLM{run.delimiters.element}"
                yield sum(segment.startswith(opens) for segment in run.segments)
    elif kind == "application/x-ndjson" and (first := next(sent, b"")) and not is_fhir(first):
        for _ in json_stream.pieces(chain([first], sent)):
            yield 1


def _pieces(content: Content) -> Iterator[bytes]:
    if isinstance(content, Path):
        with content.open("rb") as file:
            yield from iter(lambda: file.read(CHUNK), b"")
    elif isinstance(content, bytes):
        yield from (content[at : at + CHUNK] for at in range(0, len(content), CHUNK))
    else:
        yield from (piece for piece in content if piece)
