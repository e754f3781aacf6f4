"""Spool files that a process let go of, so that another moves them: it sees that they are moved when they are gone."""

from __future__ import annotations

import time
from collections import deque
from pathlib import Path
from typing import NamedTuple

from serving.store.spool import Spool


class Waiting(NamedTuple):
    """A file that anybody may take over."""

    path: Path
    records: int
    since: float
    """On the clock that only goes on, in seconds."""


class Handed:
    """Files in the order in which they were handed over."""

    def __init__(self) -> None:
        self._files: deque[Waiting] = deque()

    def __bool__(self) -> bool:
        """Whether one of them is left."""
        return bool(self._files)

    def give(self, spool: Spool) -> None:
        """Let go of a file to which nothing will be written any more."""
        self._files.append(Waiting(spool.path, spool.records, time.monotonic()))
        spool.release()

    def gone(self) -> int:
        """Records that were moved since the last look; those behind a file that is left are counted after it.

        Raises:
            OSError: the folder cannot be looked at.
        """
        records = 0
        while self._files and not self._files[0].path.exists():
            records += self._files.popleft().records
        return records

    def late(self, seconds: float) -> bool:
        """Whether the first of them waits for longer than that."""
        return bool(self._files) and time.monotonic() - self._files[0].since > seconds
