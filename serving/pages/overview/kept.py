"""What the overview adds up, kept for as long as nothing is on record that would change it.

Thousands of submissions are walked through for it: a second, of which nobody should wait twice.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from sqlalchemy import func, select

from serving.store import Store
from serving.store.tables import batch, event, work_event

MOST = 64
"""Answers that one process keeps, all offices together; each is some kilobytes."""

LONGEST = 300.0
"""Seconds that one is kept, since a purge leaves no sign."""

T = TypeVar("T")


class Kept:
    """The answers of one process; threads may share it."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, tuple[Hashable, float, Any]] = {}
        self._lock = threading.Lock()

    def of(self, question: Hashable, stands: Hashable, answer: Callable[[], T]) -> T:
        """What was answered to a question, asked again where something else stands on record by now.

        Args:
            question: all that the answer follows from beside the record, the office among it.
            stands: how far the record is, read before the answer.
            answer: finds it.
        """
        now = time.monotonic()
        with self._lock:
            before, at, kept = self._answers.pop(question, (None, 0.0, None))
            if before == stands and now - at < LONGEST:
                self._answers[question] = before, at, kept  # asked for last: the last to go
                return cast("T", kept)  # the same question has answers of one kind
        found = answer()
        with self._lock:
            self._answers[question] = stands, now, found
            while len(self._answers) > MOST:
                del self._answers[next(iter(self._answers))]
        return found


def happened(store: Store, office: str) -> Hashable:
    """How much an office sent, and was answered."""
    with store.reading() as connection:
        return connection.execute(select(func.max(event.c.id)).where(event.c.office == office)).scalar()


def done(store: Store, office: str) -> Hashable:
    """How much came into an office's batches, and was done with their claims."""
    came = select(func.count(), func.sum(batch.c.read)).where(batch.c.office == office)
    with store.reading() as connection:
        return *connection.execute(came).one(), connection.execute(select(func.max(work_event.c.id))).scalar()
