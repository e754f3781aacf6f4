"""Reading a batch: its claims are scored some at a time, and each some is written with the progress in one transaction.

So a process that dies loses nothing: whoever looks at the batch next goes on where it stood. The claims before that
place are read once more, since a claim is told to be the duplicate of an earlier one.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import RowMapping, select, update

import claims
from claims.fault import Fault
from claims.origin import Sourced
from serving.attempt import finish, too_long, walk
from serving.offices import Office
from serving.on_record import on_record
from serving.score import Score
from serving.scorer import Walked
from serving.store import Scored, Store
from serving.store.recording import record
from serving.store.tables import batch, batch_fault, work, work_source
from serving.worklist import files
from serving.worklist.shown import shown
from serving.worklist.source import form_of, pack
from serving.worklist.watch import UNWATCHED, Watch

TOGETHER = 32
"""Claims that are scored, and written, at once."""

PASSED = 1000
"""Claims that were scored before, after which who passes over them says that he lives: a second's work."""

VIA = "page"
"""The way in, as it stands on records of results."""

Item = tuple[int, str, Sourced | Fault]
"""Something read: in which of the files, that file's name, and what."""


class Reading:
    """The reading of one batch by one thread."""

    def __init__(self, store: Store, office: Office, row: RowMapping, folder: Path, watch: Watch = UNWATCHED) -> None:
        """Begin, or go on.

        Args:
            store: where the batch stands.
            office: whose it is.
            row: the batch as it stands.
            folder: where a file lies while it is read.
            watch: how long claims may be, and who counts them.
        """
        self._watch = watch
        self._store, self._office, self._row, self._folder = store, office, row, folder
        self._scorer = office.scorer.on(row["as_of"]).afresh()
        self._form: str = row["form"]
        self._read: int = row["read"]
        self._now: dict[str, Any] = dict(row)

    def run(self, ended: Callable[[], bool]) -> bool:
        """Read to the end; whether it came there: not where the process ends, or another thread reads the batch now."""
        number, waiting = 0, list[Item]()
        for item in self._items():
            number += 1
            if number <= self._read:
                self._pass_over(item[2])
                if number % PASSED == 0 and (ended() or not self._lives()):
                    return False
                continue
            waiting.append(item)
            if len(waiting) >= TOGETHER:
                if ended() or not self._take(waiting):
                    return False
                waiting = []
        return self._take(waiting, last=True)

    def _items(self) -> Iterator[Item]:
        mine = self._row["office"], self._row["id"]
        for file, name in enumerate(files.names(self._store, *mine)):
            with tempfile.NamedTemporaryFile(dir=self._folder, prefix="batch-", suffix=".part") as copy:
                for piece in files.content(self._store, files.Place(*mine, file)):
                    copy.write(piece)
                copy.flush()
                for item in claims.read(copy.name):
                    if isinstance(item, Sourced) and not self._is_of_one_form(item):
                        yield file, name, Fault(name, OTHER_FORM, "files of one form", loses="file")
                        break
                    if isinstance(item, Sourced) and len(item.claim.lines) > self._watch.lines:
                        item = too_long(item, self._watch.lines)  # noqa: PLW2901  it goes on as the fault that it is
                    yield file, name, _renamed(item, name)

    def _is_of_one_form(self, item: Sourced) -> bool:
        form = form_of(item.origin)
        self._form = self._form or form
        return self._form == form

    def _pass_over(self, item: Sourced | Fault) -> None:
        """What was scored before: the claims after it must know of it."""
        if isinstance(item, Sourced):
            with self._office.lock:
                self._scorer.sent(item.claim, self._scorer.day(item.claim, None)[0])

    def _lives(self) -> bool:
        """Say that this thread lives, where it still is the one that reads; whether it is."""
        with self._store.begin() as connection:
            here = (batch.c.id == self._row["id"], batch.c.reader == self._row["reader"])
            return bool(connection.execute(update(batch).where(*here).values(beat=datetime.now(UTC))).rowcount)

    def _take(self, items: list[Item], *, last: bool = False) -> bool:
        """Score some, and write them; whether this thread still is the one that reads."""
        with self._office.lock:
            walked = [self._walk(item) for _, _, item in items]
            scores = finish(self._scorer, walked, "held", "risky")
        rows: list[dict[str, Any]] = []
        sources: list[dict[str, Any]] = []
        faults: list[dict[str, Any]] = []
        recorded: list[Scored] = []
        for number, ((file, name, item), score) in enumerate(zip(items, scores, strict=True), self._read + 1):
            key = {"office": self._row["office"], "batch": self._row["id"], "number": number}
            if isinstance(item, Sourced) and not isinstance(score, Fault):
                one = self._on_record(item, score)
                recorded.append(one)
                rows.append(key | self._work(file, item, score, one))
                sources.append(key | {"content": pack(item)})
            else:
                assert isinstance(score, Fault)
                content = msgspec.to_builtins(score)
                faults.append(key | {"file": file, "name": name, "content": content})
        self._count(rows, len(faults))
        self._now |= {"read": self._read + len(items), "form": self._form, "beat": datetime.now(UTC)}
        if last:
            self._now["state"] = "done"
        with self._store.begin() as connection:
            here = (batch.c.id == self._row["id"], batch.c.reader == self._row["reader"])
            values = {name: self._now[name] for name in PROGRESS}
            if not connection.execute(update(batch).where(*here).values(values)).rowcount:
                return False
            if recorded:
                record(connection, recorded)
            for table, some in ((work, rows), (work_source, sources), (batch_fault, faults)):
                if some:
                    connection.execute(table.insert(), some)
        self._read += len(items)
        for score in scores:
            if not isinstance(score, Fault):
                self._watch.scored(score, VIA)
        return True

    def _walk(self, item: Sourced | Fault) -> Walked | Fault:
        if isinstance(item, Fault):
            return item
        walked = walk(self._scorer, item, None)
        self._scorer.sent(item.claim, self._scorer.day(item.claim, None)[0])
        return walked

    def _on_record(self, item: Sourced, score: Score) -> Scored:
        office, who = self._row["office"], self._row["who"]
        return on_record(self._scorer, item.claim, score, office=office, who=who, request_id=self._row["id"], via=VIA)

    def _work(self, file: int, item: Sourced, score: Score, one: Scored) -> dict[str, Any]:
        return {
            **shown(item.claim, score, self._scorer.ruleset),
            "file": file,
            "segment": item.origin.segment,
            "claim_digest": one.digest,
            "first_digest": one.digest,
            "score_id": one.id,
            "state": "open",
            "assignee": "",
            "snoozed_until": None,
            "edited": 0,
            "notes": 0,
            "release": None,
            "revision": 1,
        }

    def _count(self, rows: list[dict[str, Any]], faults: int) -> None:
        now = self._now
        now["claims"] += len(rows)
        now["faults"] += faults
        now["verdicts"] = dict(Counter(now["verdicts"]) + Counter(row["verdict"] for row in rows))
        now["charge"] += sum((row["charge"] for row in rows), Decimal(0))
        now["at_risk"] += sum((row["at_risk"] or Decimal(0) for row in rows), Decimal(0))
        now["expected_denials"] += sum(row["probability"] or 0.0 for row in rows)
        bundle = self._scorer.bundle
        now["model"] = f"{bundle.name} {bundle.version}" if bundle else ""
        now["rules"] = self._scorer.ruleset.version


PROGRESS = (
    "read", "form", "beat", "state", "claims", "faults", "verdicts", "charge", "at_risk", "expected_denials", "model",
    "rules",
)  # fmt: skip

OTHER_FORM = "this file is of another form than those before it: drop it as a batch of its own"


def found(store: Store, batch_id: str) -> RowMapping | None:
    """A batch as it stands."""
    with store.reading() as connection:
        return connection.execute(select(batch).where(batch.c.id == batch_id)).mappings().one_or_none()


def _renamed(item: Sourced | Fault, name: str) -> Sourced | Fault:
    """What was read of the copy, as read of the file."""
    if isinstance(item, Fault):
        return msgspec.structs.replace(item, file=name)
    faults = tuple(msgspec.structs.replace(fault, file=name) for fault in item.faults)
    return Sourced(item.claim, msgspec.structs.replace(item.origin, file=name), faults)
