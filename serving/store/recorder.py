"""Puts results on record without keeping the caller waiting: to a file at once, to the database in the background.

A result is with the operating system before its answer goes out (one write, so a killed process loses nothing), and a
thread moves what has gathered to the database, many in one transaction. While the database is away the file grows, and
nothing is lost. Records are told apart by their ids, so that one that is moved twice is there once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from pathlib import Path

from msgspec import Struct

from serving.store import spool as files
from serving.store.mover import Mover
from serving.store.recording import encode
from serving.store.scored import Scored
from serving.store.spool import Spool
from serving.store.store import Store
from serving.store.url import StoreError

GATHER = 0.25
"""Seconds in which results gather before they are moved."""

LOOK = 30.0
"""Seconds after which an idle process looks for what dead ones left."""

FIRST_WAIT, LONGEST_WAIT = 0.5, 15.0
"""Seconds until the next attempt while the database is away: each time twice as long."""

LAST_WORDS = 30.0
"""Seconds that the end of a process waits for the database."""

LARGE = 64 << 20
"""Bytes after which another file is begun while the database is away."""

_log = logging.getLogger("cleanclaim")


class Backlog(Struct, frozen=True):
    """What is not in the database."""

    records: int
    """Taken by this process, and not yet there."""
    bytes: int
    """In the spool files of all processes that share the folder."""
    refused: int
    """Records that the database refused for what they hold; this process set them aside in a file."""
    trouble: str
    """Why the last attempt failed; empty where it did not."""


class Recorder:
    """Takes results from the threads of one process."""

    def __init__(self, store: Store, folder: Path) -> None:
        """Begin, and move what processes that died left in the folder.

        Raises:
            StoreError: nothing can be written there.
        """
        self.folder = folder
        """Where results wait."""
        self._mover = Mover(store, folder)
        self._lock = threading.Lock()
        """Held by who writes to the file, and by who puts another in its place."""
        self._change = threading.Condition()
        """Held by who changes or reads what follows."""
        self._taken = self._moved = 0
        self._trouble = ""
        self._some, self._now, self._ending = threading.Event(), threading.Event(), False
        try:
            self._spool = Spool.make(folder)
        except OSError as error:
            raise StoreError(f"results cannot wait in {folder}: {error.strerror}") from error
        self._full: deque[Spool] = deque()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def take(self, scored: Scored) -> None:
        """Take a result: once this returns, it will be on record even if the process is killed.

        Raises:
            StoreError: it cannot be written, as where the disk is full.
        """
        payload = encode(scored)
        with self._lock:
            try:
                self._spool.append(payload)
            except OSError as error:
                raise StoreError(f"results cannot wait in {self.folder}: {error.strerror or error}") from error
            self._taken += 1
        if not self._some.is_set():
            self._some.set()

    def settle(self, patience: float = 30.0) -> None:
        """Return once all that was taken before the call is in the database, or was refused by it.

        Raises:
            StoreError: the database is away, or does not keep up for so many seconds.
        """
        with self._change:
            taken, self._trouble = self._taken, ""
            self._now.set()
            self._some.set()
            if not self._change.wait_for(lambda: self._moved >= taken or self._trouble, patience):
                raise StoreError(f"the store did not take all results within {patience:g} s")
            if self._moved < taken:
                raise StoreError(f"results wait for the store: {self._trouble}")

    def backlog(self) -> Backlog:
        """What waits."""
        size = files.waiting(self.folder)
        with self._change:
            return Backlog(self._taken - self._moved, size, self._mover.refused, self._trouble)

    def close(self) -> None:
        """Move what can be moved, and end; what cannot be stays for the next process."""
        if self._ending:
            return
        self._ending = True
        self._now.set()
        self._some.set()
        self._thread.join(LAST_WORDS)
        if self._thread.is_alive():  # it waits for a database that hangs: the files stay as they are
            return
        with self._lock:
            for spool in (*self._full, self._spool):
                if spool.size:
                    spool.release()
                else:
                    spool.remove()

    def _run(self) -> None:
        wait, looked = FIRST_WAIT, -LOOK
        while True:
            last = self._ending
            try:
                if time.monotonic() - looked >= LOOK:
                    self._full.extend(files.left_behind(self.folder))
                    looked = time.monotonic()
                self._move()
            except Exception as error:  # noqa: BLE001  whatever it is: the files keep the results, and this thread lives
                self._away(error)
                idle, wait = wait, min(wait * 2, LONGEST_WAIT)
            else:
                idle, wait = GATHER, FIRST_WAIT
                if not self._ending:
                    self._some.wait(LOOK)
            if last:
                return
            self._now.wait(idle)
            self._now.clear()

    def _move(self) -> None:
        if self._spool.size >= LARGE:
            self._put_by()
        self._drain()
        self._put_by()
        self._drain()
        self._told(0, "")

    def _put_by(self) -> None:
        """Begin another file where this one holds something."""
        self._some.clear()
        if not self._spool.size:
            return
        another = Spool.make(self.folder)
        with self._lock:
            self._full.append(self._spool)
            self._spool = another

    def _drain(self) -> None:
        while self._full:
            spool = self._full[0]
            self._mover.move(spool)
            spool.remove()
            self._full.popleft()
            self._told(spool.records, "")

    def _away(self, error: Exception) -> None:
        trouble = str(error) if isinstance(error, StoreError | OSError) else type(error).__name__
        if not self._trouble:
            _log.warning("results wait for the store: %s", trouble)
        self._told(0, trouble)

    def _told(self, moved: int, trouble: str) -> None:
        with self._change:
            self._moved += moved
            self._trouble = trouble
            self._change.notify_all()
