"""What the claims of a batch come to and can be filtered by, kept for as long as nothing is done with them.

A page of the list asks for several sums and for all that filters offer: walks through the whole batch. They are kept
by parts of the batch, some thousand claims each, so that who changes one claim waits for its part to be walked anew.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, func, select

from serving.store.tables import batch, work_event

MOST = 256
"""Answers that one process keeps, all offices together; each is a few kilobytes a part."""

SMALLEST = 1_000
"""Claims of a part."""

PARTS = 16
"""Of a batch: from the first that has more, parts are twice as large."""

T = TypeVar("T")


class Part(NamedTuple):
    """Claims of a batch that follow each other."""

    first: int
    last: int


class _Stand(NamedTuple):
    """How far a batch is read, and how much was done with its claims: whatever changes one leaves an event."""

    office: str
    read: int
    state: str
    events: int
    newest: int

    @property
    def size(self) -> int:
        """Of its parts."""
        size = SMALLEST
        while size * PARTS < self.read:
            size *= 2
        return size


class Kept:
    """The answers of one process; threads may share it."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, tuple[_Stand, dict[Part, Any]]] = {}
        self._lock = threading.Lock()

    def of(self, connection: Connection, batch_id: str, question: Hashable, answer: Callable[[Part], T]) -> list[T]:
        """What was answered to a question about a batch, part by part, asked again where one is another by now.

        Args:
            connection: by which the batch is read.
            batch_id: that batch, of an office that was seen to have it.
            question: all that the answer follows from beside the batch.
            answer: finds it for a part, by the same connection.
        """
        key = batch_id, question
        stands = _as_it_stands(connection, batch_id)  # before the answers, which then may be newer, and never older
        with self._lock:
            before, kept = self._answers.pop(key, (None, {}))
        if before != stands:
            kept = _good(connection, batch_id, before, stands, kept) if before is not None else {}
        parts = [Part(at + 1, at + stands.size) for at in range(0, max(stands.read, 1), stands.size)]
        found = {part: kept[part] if part in kept else answer(part) for part in parts}
        with self._lock:
            self._answers.pop(key, None)
            self._answers[key] = stands, found  # asked for last: the last to go
            while len(self._answers) > MOST:
                del self._answers[next(iter(self._answers))]
        return list(found.values())


def _as_it_stands(connection: Connection, batch_id: str) -> _Stand:
    one = select(batch.c.office, batch.c.read, batch.c.state).where(batch.c.id == batch_id)
    office, read, state = connection.execute(one).one()
    here = work_event.c
    done = select(func.count(), func.max(here.id)).where(here.office == office, here.batch == batch_id)
    events, newest = connection.execute(done).one()
    return _Stand(office, read, state, events, newest or 0)


def _good(connection: Connection, batch_id: str, before: _Stand, now: _Stand, kept: dict[Part, Any]) -> dict[Part, Any]:
    """The parts of which all is as it was: read to their ends, and no event since of a claim in them."""
    if (before.office, before.size) != (now.office, now.size):
        return {}
    here = work_event.c
    since = select(here.number).where(here.office == now.office, here.batch == batch_id, here.id > before.newest)
    numbers = list(connection.execute(since.where(here.id <= now.newest)).scalars())
    if before.events + len(numbers) != now.events:  # one with a smaller number was committed later, or some were purged
        return {}
    touched = {(number - 1) // now.size for number in numbers}
    whole = {part: one for part, one in kept.items() if part.last <= before.read or before.read == now.read}
    return {part: one for part, one in whole.items() if (part.first - 1) // now.size not in touched}
