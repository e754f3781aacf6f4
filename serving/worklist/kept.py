"""What the claims of a batch come to and can be filtered by, kept for as long as nothing is done with them.

A page of the list asks for several sums and for all that filters offer: walks through the whole batch. Until somebody
changes a claim, or more are read, they find the same.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, func, select

from serving.store.tables import batch, work_event

MOST = 256
"""Answers that one process keeps, all offices together; each is a few kilobytes."""

T = TypeVar("T")


class Kept:
    """The answers of one process; threads may share it."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, tuple[tuple[Any, ...], Any]] = {}
        self._lock = threading.Lock()

    def of(self, connection: Connection, batch_id: str, question: Hashable, answer: Callable[[], T]) -> T:
        """What was answered to a question about a batch, asked again where the batch is another by now.

        Args:
            connection: by which the batch is read.
            batch_id: that batch, of an office that was seen to have it.
            question: all that the answer follows from beside the batch.
            answer: finds it, by the same connection.
        """
        key = batch_id, question
        stands = _as_it_stands(connection, batch_id)  # before the answer, which then may be newer, and never older
        with self._lock:
            before, kept = self._answers.pop(key, (None, None))
            if before == stands:
                self._answers[key] = stands, kept  # asked for last: the last to go
                return cast("T", kept)  # the same question has answers of one kind
        found = answer()
        with self._lock:
            self._answers[key] = stands, found
            while len(self._answers) > MOST:
                del self._answers[next(iter(self._answers))]
        return found


def _as_it_stands(connection: Connection, batch_id: str) -> tuple[Any, ...]:
    """How far a batch is read, and how much was done with its claims: whatever changes one leaves an event."""
    one = select(batch.c.office, batch.c.read, batch.c.state).where(batch.c.id == batch_id)
    office, read, state = connection.execute(one).one()
    here = work_event.c
    done = select(func.count(), func.max(here.id)).where(here.office == office, here.batch == batch_id)
    return office, read, state, *connection.execute(done).one()
