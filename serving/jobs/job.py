"""One job: what was asked, and how far it has come."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

from msgspec import Struct
from sqlalchemy import Connection, RowMapping, exists, func, select

from serving.scorer import Explain, Suggest
from serving.store import Store, new_id
from serving.store.claim_versions import QUICK
from serving.store.tables import event, job, job_part

PART = 1 << 20
"""Bytes of one piece of a file."""

State = Literal["queued", "running", "done", "failed", "cancelled"]

WAITING: tuple[State, ...] = ("queued", "running")


class Asked(Struct, frozen=True):
    """What is wanted of a file, and by whom."""

    who: str
    request_id: str
    as_of: date | None = None
    explain: Explain = "held"
    suggest: Suggest = "risky"


class Job(Struct, frozen=True):
    """How far a job has come."""

    id: str
    state: State
    bytes: int
    """Of the file."""
    claims: int
    """Scored so far."""
    faults: int
    """What could not be read so far: claims, or parts of the file."""
    verdicts: dict[str, int]
    dollars_at_risk: Decimal
    model: str
    """Name and version of the model that scored last; empty before it began."""
    taken: datetime
    started: datetime | None
    ended: datetime | None
    problem: str
    """Why it failed; empty where it did not."""


def of_row(row: RowMapping) -> Job:
    """A job from its row."""
    return Job(
        row["id"], row["state"], row["bytes"], row["claims"], row["faults"], row["verdicts"],
        row["at_risk"] or Decimal("0.00"), row["model"], row["at"], row["started"], row["ended"], row["problem"],
    )  # fmt: skip


class Arriving:
    """A file on its way in. It becomes a job with its last byte: what never came whole is no job, and is swept away."""

    def __init__(self, store: Store, office: str) -> None:
        self.id = new_id()
        self._store, self._office = store, office
        self._piece = bytearray()
        self._parts = self._bytes = 0

    def add(self, chunk: bytes) -> None:
        """Take the next bytes. It may write to the store, so do not call it on the event loop."""
        self._piece += chunk
        self._bytes += len(chunk)
        while len(self._piece) >= PART:
            self._keep(PART)

    def finish(self, asked: Asked, keep: Callable[[Connection, Job], None] = lambda *_: None) -> Job:
        """Make it a job, which is told of all that its office knows now, and of nothing that comes later.

        ``keep`` is called in the transaction: what it raises undoes all.
        """
        if self._piece:
            self._keep(len(self._piece))
        now = datetime.now(UTC)
        row = {
            "id": self.id,
            "office": self._office,
            "state": "queued",
            "wanted": 1,
            "as_of": asked.as_of,
            "explain": asked.explain,
            "suggest": asked.suggest,
            "bytes": self._bytes,
            "claims": 0,
            "faults": 0,
            "verdicts": {},
            "at_risk": Decimal(0),
            "model": "",
            "problem": "",
            "who": asked.who,
            "request_id": asked.request_id,
            "at": now,
        }
        with self._store.begin() as connection:
            newest = select(func.max(event.c.id)).where(event.c.office == self._office)
            row["position"] = connection.execute(newest).scalar() or 0
            connection.execute(job.insert(), row)
            made = Job(self.id, "queued", self._bytes, 0, 0, {}, Decimal("0.00"), "", now, None, None, "")
            keep(connection, made)
        return made

    def drop(self) -> None:
        """Take away what came of it, unless it is a job: the word that it was committed may be what was lost."""
        committed = exists().where(job.c.id == job_part.c.job)
        with self._store.begin() as connection:
            connection.execute(job_part.delete().where(job_part.c.job == self.id, ~committed))

    def _keep(self, size: int) -> None:
        content = zlib.compress(bytes(self._piece[:size]), QUICK)
        del self._piece[:size]
        with self._store.begin() as connection:
            row = {"job": self.id, "number": self._parts, "office": self._office, "content": content}
            connection.execute(job_part.insert(), row)
        self._parts += 1
