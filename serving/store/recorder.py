"""Puts results on record without keeping the caller waiting: to a file at once, to the database in the background.

A result is with the operating system before its answer goes out (one write, so a killed process loses nothing), and a
thread moves what has gathered to the database, many in one transaction; or it hands the files over to a process that
does (``serving.moving``), because each step of a mover takes the interpreter from those who score. While the
database is away the file grows, and nothing is lost. Records are told apart by their ids, so that one that is moved
twice is there once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from pathlib import Path

from msgspec import Struct

from serving.store import spool as files
from serving.store.aside import Aside
from serving.store.handed import Handed
from serving.store.mover import Mover, why
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

LATE = 0.75
"""Seconds after which a file that nobody moved is moved here: the process that was to do it is dead, or does not keep
up. Who asks another worker for a result waits for longer (``records.ELSEWHERE``)."""

AGAIN = 0.02
"""Seconds between two looks at what another process moves, while somebody waits for it."""

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
    """Records that the database refused for what they hold, and that lie aside in files of the folder."""
    trouble: str
    """Why the last attempt failed; empty where it did not."""


class Recorder:
    """Takes results from the threads of one process."""

    def __init__(self, store: Store, folder: Path, *, hands_over: bool = False) -> None:
        """Begin, and move what processes that died left in the folder.

        Args:
            store: where results go.
            folder: where they wait.
            hands_over: another process moves them; what it does not move in time, and what somebody waits for, is
                moved here.

        Raises:
            StoreError: nothing can be written there.
        """
        self.folder = folder
        """Where results wait."""
        self._mover = Mover(store, folder)
        self._aside = Aside(folder)
        self._lock = threading.Lock()
        """Held by who writes to the file, and by who puts another in its place."""
        self._change = threading.Condition()
        """Held by who changes or reads what follows."""
        self._taken = self._moved = 0
        self._trouble = ""
        self._looked = -LOOK
        self._settling = 0
        """How many wait until all is moved."""
        self._some, self._now, self._ending = threading.Event(), threading.Event(), False
        try:
            self._spool = Spool.make(folder)
        except OSError as error:
            raise StoreError(f"results cannot wait in {folder}: {error.strerror}") from error
        self._full: deque[Spool] = deque()
        self._handed = Handed()
        self._round = self._hand_over if hands_over else self._move
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
            self._settling += 1
            self._now.set()
            self._some.set()
            try:
                if not self._change.wait_for(lambda: self._moved >= taken or self._trouble, patience):
                    raise StoreError(f"the store did not take all results within {patience:g} s")
                if self._moved < taken:
                    raise StoreError(f"results wait for the store: {self._trouble}")
            finally:
                self._settling -= 1

    def backlog(self) -> Backlog:
        """What waits."""
        size, refused = files.waiting(self.folder), self._aside.records()
        with self._change:
            return Backlog(self._taken - self._moved, size, refused, self._trouble)

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
        wait, failed = FIRST_WAIT, False
        while True:
            last = self._ending
            try:
                self._round()
            except Exception as error:  # noqa: BLE001  whatever it is: the files keep the results, and this thread lives
                self._away(error)
                idle, wait, failed = wait, min(wait * 2, LONGEST_WAIT), True
            else:
                idle, wait, failed = self._idle(), FIRST_WAIT, False
            if last and (failed or not self._handed):
                return
            self._now.wait(idle)
            self._now.clear()

    def _idle(self) -> float:
        """Seconds until the next round, once there is something to do in it."""
        if self._handed:
            return AGAIN if self._settling or self._ending else GATHER
        if not self._ending:
            self._some.wait(LOOK)
        return GATHER

    def _hand_over(self) -> None:
        """Let go of what was written, and move here what is waited for, what is late, and what dead processes left."""
        asked = self._settling > 0 or self._ending
        here = asked or bool(self._trouble) or self._handed.late(LATE) or self._due()
        if here and self._spool.size < LARGE:  # first: while the database is away, no other file is begun
            self._mover.move_free()
        self._put_by()
        while self._full:
            self._handed.give(self._full.popleft())
        if here:
            self._mover.move_free()
            self._looked = time.monotonic()
        if (moved := self._handed.gone()) or not self._handed:
            self._told(moved, "")

    def _move(self) -> None:
        if self._due():
            self._full.extend(files.left_behind(self.folder))
            self._looked = time.monotonic()
        if self._spool.size >= LARGE:
            self._put_by()
        self._drain()
        self._put_by()
        self._drain()
        self._told(0, "")

    def _due(self) -> bool:
        """Whether it is time to look for what dead processes left."""
        return time.monotonic() - self._looked >= LOOK

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
        trouble = why(error)
        if not self._trouble:
            _log.warning("results wait for the store: %s", trouble)
        self._told(0, trouble)

    def _told(self, moved: int, trouble: str) -> None:
        with self._change:
            self._moved += moved
            self._trouble = trouble
            self._change.notify_all()
