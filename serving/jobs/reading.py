"""One job at work: its file, its scorer, and how many claims of it were scored.

As in a bulk run (:mod:`serving.bulk`) the file is read twice, first to note what is sent: so a job that goes on after
its process died knows all that it would have known, and its results are those of an undisturbed run.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

import msgspec
from sqlalchemy import RowMapping, select

import claims
from claims.fault import Fault
from claims.origin import Sourced
from serving.attempt import finish, walk
from serving.offices.checkpoint import restore
from serving.offices.events import after
from serving.offices.live import Live
from serving.score import Score
from serving.scorer import Explain, Scorer, Suggest, Walked
from serving.store import Store
from serving.store.tables import job_part

NAME = "request"
"""What results call the file: its own name did not come with it."""

TOGETHER = 64
"""Claims whose odds are asked for at once."""


class Reading:
    """A job's file, open at the next claim."""

    def __init__(self, store: Store, asked: RowMapping, scorer: Scorer, folder: Path) -> None:
        """Open it.

        Args:
            store: where its file stands in pieces.
            asked: its row.
            scorer: new, of its office; it is told of what happened before the job was taken, and of nothing later.
            folder: where the file is put together.
        """
        self._store, self._id = store, asked["id"]
        self._as_of: date | None = asked["as_of"]
        self._explain: Explain = asked["explain"]
        self._suggest: Suggest = asked["suggest"]
        _catch_up(store, asked, scorer)
        day = asked["at"].astimezone().date()
        self.scorer = scorer.on(day).afresh()
        self._file = folder / asked["id"]
        self._write()
        for item in claims.read(self._file):
            if isinstance(item, Sourced):
                self.scorer.sent(item.claim, self.scorer.day(item.claim, self._as_of)[0])
        self._items = claims.read(self._file)
        self.done = 0
        """Results so far."""

    def skip(self, count: int) -> None:
        """Pass over what was scored before."""
        self.done += sum(1 for _ in islice(self._items, count))

    def next(self, most: int) -> list[tuple[Sourced | None, Score | Fault]]:
        """Score the next so many claims; fewer at the end of the file, and none beyond it."""
        found: list[tuple[Sourced | None, Score | Fault]] = []
        while len(found) < most and (items := list(islice(self._items, min(TOGETHER, most - len(found))))):
            found += self._scored(items)
        self.done += len(found)
        return found

    def close(self) -> None:
        """Take the copy of the file away."""
        self._file.unlink(missing_ok=True)

    def _scored(self, items: list[Sourced | Fault]) -> Iterator[tuple[Sourced | None, Score | Fault]]:
        walked: list[Walked | Fault] = [
            item if isinstance(item, Fault) else walk(self.scorer, item, self._as_of) for item in items
        ]
        for item, score in zip(items, finish(self.scorer, walked, self._explain, self._suggest), strict=True):
            yield item if isinstance(item, Sourced) else None, msgspec.structs.replace(score, file=NAME)

    def _write(self) -> None:
        number = 0
        with self._file.open("wb") as file:
            while (piece := self._piece(number)) is not None:
                file.write(zlib.decompress(piece))
                number += 1

    def _piece(self, number: int) -> bytes | None:
        query = select(job_part.c.content).where(job_part.c.job == self._id, job_part.c.number == number)
        with self._store.reading() as connection:
            content: bytes | None = connection.execute(query).scalar()
        return content


def _catch_up(store: Store, asked: RowMapping, scorer: Scorer) -> None:
    live, last = Live(scorer), asked["position"]
    restore(store, asked["office"], live, last)
    while live.position < last and (found := after(store, asked["office"], live.position, 1000)):
        for event in found:
            if event.id > last:
                return
            live.take(event)
