"""Results that wait for a caller who does not read yet."""

from __future__ import annotations

import threading
from pathlib import Path
from tempfile import SpooledTemporaryFile

IN_MEMORY = 1 << 20
"""Bytes that wait in memory; where more wait, all do so in a nameless temporary file."""

AT_ONCE = 1 << 16
"""Bytes that are given at once: so many are read in the time that one who reads has, however slow his line is."""


class Waiting:
    """Bytes on their way from one thread to another, in order. One puts, one takes."""

    def __init__(self, folder: Path) -> None:
        """Nothing waits yet; what does not fit into memory waits in the folder: /tmp may be memory, or not be there."""
        self._folder = folder
        self._one = threading.Lock()
        self._new()

    def __len__(self) -> int:
        """How many bytes wait."""
        return self._end - self._at

    def put(self, some: bytes) -> None:
        """Add at the end; nothing once it is closed.

        Raises:
            OSError: no room is left on the disk.
        """
        with self._one:
            if self._file.closed:
                return
            self._file.seek(self._end)
            self._file.write(some)
            self._file.flush()  # a full disk is told to him who puts
            self._end += len(some)

    def take(self) -> bytes:
        """The first of what waits; nothing where nothing does."""
        with self._one:
            if not self._at < self._end:
                return b""
            self._file.seek(self._at)
            taken = self._file.read(min(AT_ONCE, self._end - self._at))
            self._at += len(taken)
            if self._at == self._end:
                self._file.close()
                self._new()
            return taken

    def close(self) -> None:
        """Forget what waits."""
        with self._one:
            self._file.close()
            self._at = self._end

    def _new(self) -> None:
        self._file = SpooledTemporaryFile(IN_MEMORY, dir=str(self._folder))  # noqa: SIM115  it is closed when all of it is taken
        self._at = self._end = 0
