"""Lets challengers score what the champion scored, out of the callers' way: recorded, and not shown."""

from __future__ import annotations

import queue
import threading
from datetime import UTC, date, datetime
from typing import NamedTuple

from claims.origin import Sourced
from serving.offices import Office
from serving.store import Store
from serving.store.insert import insert_new
from serving.store.tables import shadow_score
from serving.trouble import Trouble

WAITING = 2_000
"""Claims that may wait; beyond that, claims are passed over and counted: a challenger never slows its champion."""

AT_ONCE = 32
"""Claims that are scored and recorded together."""


class Shown(NamedTuple):
    """A claim whose result was given."""

    office: Office
    sourced: Sourced
    as_of: date | None
    score_id: str


class Shadowing:
    """One thread of a process, in which challengers score."""

    def __init__(self, store: Store) -> None:
        self.passed_over = 0
        """Claims that no challenger scored, since too many waited or the store was away."""
        self._store = store
        self._scoring = Trouble("a challenger could not score a claim")
        self._recording = Trouble("results of a challenger are not on record")
        self._queue: queue.Queue[Shown | None] = queue.Queue(WAITING)
        self._thread = threading.Thread(target=self._run, name="shadow", daemon=True)
        self._thread.start()

    def take(self, office: Office, sourced: Sourced, as_of: date | None, score_id: str) -> None:
        """Let the office's challenger score a claim, if there is one."""
        if office.shadow is None:
            return
        try:
            self._queue.put_nowait(Shown(office, sourced, as_of, score_id))
        except queue.Full:
            self.passed_over += 1

    def settle(self) -> None:
        """Return once all that was taken is recorded, or passed over."""
        self._queue.join()

    def close(self) -> None:
        """Record what waits, and end."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        ended = False
        while not ended:
            some = [self._queue.get()]
            while len(some) < AT_ONCE and not self._queue.empty():
                some.append(self._queue.get_nowait())
            ended = None in some
            self._take([each for each in some if each is not None])
            for _ in some:
                self._queue.task_done()

    def _take(self, some: list[Shown]) -> None:
        """Score and record; what goes wrong is no caller's, and does not end the thread."""
        scored: list[dict[str, object] | None] = []
        for each in some:
            with self._scoring.survived():
                scored.append(self._row(each))
        rows, recorded = [row for row in scored if row is not None], 0
        with self._recording.survived():
            self._record(rows)
            recorded = len(rows)
        self.passed_over += len(some) - len(scored) + len(rows) - recorded

    def _row(self, shown: Shown) -> dict[str, object] | None:
        office = shown.office
        with office.lock:
            scorer = office.shadow
            if scorer is None or scorer.bundle is None:
                return None
            score = scorer.score(shown.sourced, shown.as_of, "none", "none")
        return {
            "score_id": shown.score_id,
            "model": scorer.bundle.version,
            "office": office.name,
            "probability": score.denial_probability,
            "verdict": score.verdict,
            "at": datetime.now(UTC),
        }

    def _record(self, rows: list[dict[str, object]]) -> None:
        if not rows:
            return
        with self._store.begin() as connection:
            connection.execute(insert_new(connection, shadow_score), rows)
