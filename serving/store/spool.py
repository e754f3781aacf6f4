"""Files in which results wait for the database: each is written by one process, which holds its lock while it lives.

A record is a head (mark, length, check sum) and its bytes. A process that is killed leaves what it wrote to the
operating system, so nothing that was taken is lost; of the record that it was just writing a part may stand at the end.
"""

from __future__ import annotations

import fcntl
import mmap
import os
from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from typing import NamedTuple, Protocol
from zlib import crc32

from serving.store.ids import new_id

ENDING = ".spool"
HEAD = Struct("<4sII")
MARK = b"\x89ccr"


class Spool:
    """One file: of this process, or of a dead one that is taken over."""

    def __init__(self, path: Path, number: int, size: int) -> None:
        self.path = path
        self.size = size
        """Bytes of whole records written so far."""
        self.records = 0
        """Records written by this process."""
        self.moved = 0
        """Bytes that need not be read again."""
        self._number = number

    @classmethod
    def make(cls, folder: Path) -> Spool:
        """A new file. It bears its name only once it is locked, so that nobody takes it for a dead process'.

        Raises:
            OSError: it cannot be made.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{new_id()}{ENDING}"
        part = path.with_suffix(".part")
        number = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC, 0o600)
        fcntl.flock(number, fcntl.LOCK_EX)
        part.rename(path)
        return cls(path, number, 0)

    @classmethod
    def take_over(cls, path: Path) -> Spool | None:
        """The file of a dead process; ``None`` where its process lives, or another has taken it over."""
        try:
            number = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.stat(path).st_ino == os.fstat(number).st_ino:  # noqa: PTH116  beside fstat
                return cls(path, number, os.fstat(number).st_size)
        except (BlockingIOError, FileNotFoundError):
            pass
        os.close(number)
        return None

    def append(self, payload: bytes) -> None:
        """Write one record, whole or not at all.

        Raises:
            OSError: it cannot be written, as where the disk is full.
        """
        length = HEAD.size + len(payload)
        written = 0
        try:
            written = os.writev(self._number, (HEAD.pack(MARK, len(payload), crc32(payload)), payload))
        finally:
            if written != length:
                os.ftruncate(self._number, self.size)
        if written != length:
            raise OSError(f"no room in {self.path.parent}")
        self.size += length
        self.records += 1

    def pieces(self) -> Iterator[Piece]:
        """What was written and not moved yet, in order."""
        if self.size <= self.moved:
            return
        with self.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield from pieces(data, self.moved)

    def release(self) -> None:
        """Let go of it; what was not moved waits for whoever takes it over."""
        number, self._number = self._number, -1
        os.close(number)

    def remove(self) -> None:
        """All of it was moved: take it away."""
        self.path.unlink(missing_ok=True)
        self.release()


class Bytes(Protocol):
    """Bytes in memory or in a mapped file."""

    def __len__(self) -> int: ...
    def __getitem__(self, part: slice) -> bytes: ...
    def find(self, sub: bytes, start: int) -> int: ...  # noqa: D102  as that of bytes


class Piece(NamedTuple):
    """A record; or bytes that are none, because a process was killed as it wrote them, or a disk is damaged."""

    payload: bytes | None
    raw: bytes
    """As it stands in the file."""
    end: int
    """Where the next piece begins."""


def pieces(data: Bytes, at: int = 0) -> Iterator[Piece]:
    """The records of a file; where one is not whole, the bytes up to the next that is."""
    while at < len(data):
        payload = _record(data, at)
        if payload is None:
            after = _next(data, at + 1)
            yield Piece(None, data[at:after], after)
        else:
            after = at + HEAD.size + len(payload)
            yield Piece(payload, data[at:after], after)
        at = after


def _record(data: Bytes, at: int) -> bytes | None:
    """The record that begins there, if one does and it is whole."""
    head = data[at : at + HEAD.size]
    if len(head) < HEAD.size:
        return None
    mark, length, check = HEAD.unpack(head)
    payload = data[at + HEAD.size : at + HEAD.size + length]
    return payload if mark == MARK and len(payload) == length and crc32(payload) == check else None


def _next(data: Bytes, at: int) -> int:
    while (at := data.find(MARK, at)) >= 0:
        if _record(data, at) is not None:
            return at
        at += 1
    return len(data)


def left_behind(folder: Path) -> Iterator[Spool]:
    """Files of dead processes, now ours."""
    for path in sorted(folder.glob(f"*{ENDING}")):
        if (spool := Spool.take_over(path)) is not None:
            yield spool


def waiting(folder: Path) -> int:
    """Bytes in all spool files of this machine."""
    total = 0
    for path in folder.glob(f"*{ENDING}"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:  # moved meanwhile
            continue
    return total
