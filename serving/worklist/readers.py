"""The threads of this process that read batches, and who takes over from those that died."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import or_, update

from models import BundleError
from serving.attempt import where
from serving.offices import Offices
from serving.store import Store, StoreError, new_id
from serving.store.tables import batch
from serving.worklist.reading import Reading, found
from serving.worklist.watch import Watch

DEAD = timedelta(seconds=30)
"""After so long without a word from who reads a batch, another takes it over."""

AT_ONCE = 2
"""Batches that one process reads at a time."""

WAIT = 5.0
"""Seconds after which a batch that waits for its turn says that it lives."""

LAST_WORDS = 10.0
"""Seconds that the end of the process waits for its readers."""

_log = logging.getLogger("cleanclaim")


def is_dead(beat: datetime | None) -> bool:
    """Whether nobody can be reading a batch any more who said last then that he lives."""
    return beat is None or beat < datetime.now(UTC) - DEAD


class Readers:
    """All of one process."""

    def __init__(self, store: Store, offices: Offices, folder: Path, watch: Watch) -> None:
        self._store, self._offices, self._folder, self._watch = store, offices, folder, watch
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._threads: set[threading.Thread] = set()

    def take(self, batch_id: str) -> None:
        """Read a batch in a thread, if nobody who lives does."""
        if self._ended.is_set():  # who took it now would keep others from it
            return
        reader, now = new_id(), datetime.now(UTC)
        dead = or_(batch.c.beat.is_(None), batch.c.beat < now - DEAD)
        mine = (batch.c.id == batch_id, batch.c.state == "reading", dead)
        with self._store.begin() as connection:
            taken = connection.execute(update(batch).where(*mine).values(reader=reader, beat=now)).rowcount
        if not taken:
            return
        thread = threading.Thread(target=self._run, args=(batch_id, reader), name="batch", daemon=True)
        with self._lock:
            self._threads = {one for one in self._threads if one.is_alive()} | {thread}
        thread.start()

    def close(self) -> None:
        """Stop after the claims that are being scored; another process goes on."""
        self._ended.set()
        for thread in tuple(self._threads):
            thread.join(LAST_WORDS)

    def settle(self) -> None:
        """Wait until all that this process reads is read."""
        for thread in tuple(self._threads):
            thread.join()

    def _run(self, batch_id: str, reader: str) -> None:
        try:
            while not self._turns.acquire(timeout=WAIT):
                if self._ended.is_set() or not self._says(batch_id, reader, beat=datetime.now(UTC)):
                    return
            try:
                self._read(batch_id, reader)
            finally:
                self._turns.release()
        except StoreError:  # it is tried again by who looks at it next
            _log.warning("batch %s waits for the store", batch_id)

    def _read(self, batch_id: str, reader: str) -> None:
        row = found(self._store, batch_id)
        if row is None or row["reader"] != reader or row["state"] != "reading":
            return
        try:
            office = self._offices.of(row["office"])
            if not Reading(self._store, office, row, self._folder, self._watch).run(self._ended.is_set):
                self._says(batch_id, reader, beat=None)
        except StoreError:
            raise
        except BundleError as error:
            self._says(batch_id, reader, state="failed", problem=str(error))
        except Exception as error:  # noqa: BLE001  a defect of ours ends this batch, and no other
            _log.error("batch %s: %s", batch_id, where(error))
            problem = f"a defect of cleanclaim, please report these words: {where(error)}"
            self._says(batch_id, reader, state="failed", problem=problem)

    def _says(self, batch_id: str, reader: str, **values: object) -> bool:
        """Write something of a batch, where this thread still is its reader; whether it is."""
        here = (batch.c.id == batch_id, batch.c.reader == reader)
        with self._store.begin() as connection:
            return bool(connection.execute(update(batch).where(*here).values(**values)).rowcount)
