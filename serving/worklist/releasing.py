"""Taking the ready file: its claims are sent from then on, in this file and in no other."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, or_, select, update

import claims
from serving.outcomes.submissions import take_submissions
from serving.store import Store
from serving.store.tables import batch, batch_release, work, work_event
from serving.worklist import batch as batches
from serving.worklist.batch import Batch
from serving.worklist.filter import awake
from serving.worklist.outgoing import CHUNK, Outgoing, Writing
from serving.worklist.trouble import NotHere, NotNow
from serving.worklist.viewer import Viewer

AT_ONCE = 500
"""Claims of one statement."""

TOLD = ("office", "batch", "number", "claim_digest", "probability", "verdict", "revision", "charge")
"""What is asked of a claim that is marked, for the record."""

IN_DOUBT = "something above this claim in its file could not be read, so that the receiver would refuse it"


class Release(Struct, frozen=True):
    """A ready file that was taken."""

    number: int
    """Counted from 1 in its batch."""
    at: datetime
    who: str
    claims: int
    charge: Decimal
    done: datetime | None
    """When it was written whole; ``None`` while it is written, or where that failed."""


class Taken(Struct, frozen=True):
    """A ready file as it is taken."""

    release: Release
    out: Outgoing
    held_back: tuple[tuple[int, str], ...]
    """Numbers of claims that were ready and are not in it, and why."""


class Counter(Struct, frozen=True):
    """Where ready files are taken."""

    store: Store
    clock: date
    """The calendar's day; see :meth:`serving.worklist.batch.Batch.day`."""
    folder: Path
    settle: Callable[[], None]
    """Sees to it that results of this process are in the store."""

    def take(self, viewer: Viewer, batch_id: str) -> Taken:
        """Take the next one; see :meth:`Worklist.release`."""
        _may(viewer)
        with self.store.begin() as connection:
            found = self._of(connection, viewer, batch_id)
            number = self._mark(connection, viewer, batch_id, found.day(self.clock))
        return self._out(viewer, found, number)

    def finish(self, viewer: Viewer, batch_id: str, number: int) -> Taken:
        """Write one whose writing failed; see :meth:`Worklist.finish_release`."""
        _may(viewer)
        with self.store.reading() as connection:
            found = self._of(connection, viewer, batch_id)
        self._release(viewer, batch_id, number)
        return self._out(viewer, found, number)

    def again(self, viewer: Viewer, batch_id: str, number: int) -> Taken:
        """Take one again, which changes nothing; see :meth:`Worklist.release_again`."""
        _may(viewer)
        with self.store.reading() as connection:
            found = self._of(connection, viewer, batch_id)
        release = self._release(viewer, batch_id, number)
        if release.done is None:
            raise NotNow(f"ready file {number} was not written to its end: finish it on the page of the batch")
        return Taken(release, self._writing(viewer, found, number).ready(lambda row: row["release"] == number), ())

    def _release(self, viewer: Viewer, batch_id: str, number: int) -> Release:
        """One that was taken.

        Raises:
            NotHere: there is none of that number.
        """
        for one in releases(self.store, viewer, batch_id):
            if one.number == number:
                return one
        raise NotHere("there is no such ready file")

    def _writing(self, viewer: Viewer, found: Batch, number: int) -> Writing:
        return Writing(self.store, viewer.office, found, self.folder, number)

    def _of(self, connection: Connection, viewer: Viewer, batch_id: str) -> Batch:
        found = batches.find(connection, viewer.office, batch_id)
        if found.state != "done":
            raise NotNow("the batch is still being read")
        return found

    def _mark(self, connection: Connection, viewer: Viewer, batch_id: str, day: date) -> int:
        """Let all that may be sent be sent in the next ready file; its number."""
        now, here = datetime.now(UTC), batch_release.c
        mine = and_(batch.c.id == batch_id, batch.c.office == viewer.office)
        connection.execute(update(batch).where(mine).values(ready_at=now, ready_by=viewer.who))  # others wait here
        own = (here.office == viewer.office, here.batch == batch_id)
        number: int = (connection.execute(select(func.max(here.number)).where(*own)).scalar() or 0) + 1
        goes = sendable(viewer.office, batch_id, day)
        values = {"state": "released", "release": number, "revision": work.c.revision + 1}
        if not connection.execute(update(work).where(goes).values(values)).rowcount:
            raise NotNow("no claim is ready to be sent that was not sent already")
        columns = [work.c[name] for name in TOLD]  # of what was marked, whatever else was scored in the meantime
        of_it = and_(work.c.office == viewer.office, work.c.batch == batch_id, work.c.release == number)
        rows = connection.execute(select(*columns).where(of_it)).mappings().all()
        connection.execute(work_event.insert(), [_event(dict(row), viewer, now, number) for row in rows])
        row = {"office": viewer.office, "batch": batch_id, "number": number, "at": now, "who": viewer.who}
        charge = sum((one["charge"] for one in rows), Decimal(0))
        connection.execute(batch_release.insert(), row | {"claims": len(rows), "charge": charge})
        return number

    def _out(self, viewer: Viewer, found: Batch, number: int) -> Taken:
        """Write the file, hold back what it cannot carry, and put on record that the rest was sent."""
        out = self._writing(viewer, found, number).ready(lambda row: row["release"] == number)
        back = {one.number: one.why for one in out.cannot_write} | dict.fromkeys(out.doubted, IN_DOUBT)
        held_back = self._hold_back(viewer, found.id, number, back) if back else ()
        try:
            release = self._release(viewer, found.id, number)
        except NotHere:
            out.file.close()
            if held_back:
                raise NotNow(f"no claim could be written: {held_back[0][1]}") from None
            raise
        sent = claims.read_stream(iter(lambda: out.file.read(CHUNK), b""), out.name)
        take_submissions(
            self.store, viewer.office, viewer.caller, sent, today=release.at.astimezone().date(),
            settle_scores=self.settle,
        )  # fmt: skip
        out.file.seek(0)
        here, now = batch_release.c, datetime.now(UTC)
        own = and_(here.office == viewer.office, here.batch == found.id, here.number == number)
        with self.store.begin() as connection:
            connection.execute(update(batch_release).where(own).values(done=now))
        return Taken(replace(release, done=now), out, held_back)

    def _hold_back(
        self, viewer: Viewer, batch_id: str, number: int, back: dict[int, str]
    ) -> tuple[tuple[int, str], ...]:
        """Let claims that the file could not carry lie as they did before; those of them that were in it."""
        here, now = work.c, datetime.now(UTC)
        mine = and_(here.office == viewer.office, here.batch == batch_id, here.release == number)
        with self.store.begin() as connection:
            rows = [
                row for some in _slices(back) for row in connection.execute(
                    select(work).where(mine, here.number.in_(some))).mappings()
            ]  # fmt: skip
            for row in rows:
                state = "open" if row["verdict"] == "ready" else "waived"
                values = {"state": state, "release": None, "revision": row["revision"] + 1}
                connection.execute(update(work).where(mine, here.number == row["number"]).values(values))
                own = {"action": "held back", "why": back[row["number"]], "revision": values["revision"]}
                connection.execute(work_event.insert(), _event(dict(row), viewer, now, number) | own)
            self._count(connection, viewer, batch_id, number)
        return tuple((row["number"], back[row["number"]]) for row in rows)

    def _count(self, connection: Connection, viewer: Viewer, batch_id: str, number: int) -> None:
        """Let a ready file say what is in it; one that is empty was none."""
        here = batch_release.c
        own = and_(here.office == viewer.office, here.batch == batch_id, here.number == number)
        of_it = and_(work.c.office == viewer.office, work.c.batch == batch_id, work.c.release == number)
        count, charge = connection.execute(select(func.count(), func.sum(work.c.charge)).where(of_it)).one()
        if count:
            connection.execute(update(batch_release).where(own).values(claims=count, charge=charge))
        else:
            connection.execute(batch_release.delete().where(own))


def sendable(office: str, batch_id: str, day: date) -> ColumnElement[bool]:
    """Which claims the next ready file holds: those ready or sent anyway, that were not sent and do not rest."""
    here = work.c
    ready = or_(here.state == "waived", and_(here.state == "open", here.verdict == "ready"))
    return and_(here.office == office, here.batch == batch_id, ready, awake(day))


def goes_next(row: RowMapping, day: date) -> bool:
    """The same of one row."""
    ready = row["state"] == "waived" or (row["state"] == "open" and row["verdict"] == "ready")
    return ready and (row["snoozed_until"] is None or row["snoozed_until"] <= day)


def releases(store: Store, viewer: Viewer, batch_id: str) -> list[Release]:
    """The ready files that were taken of a batch, in order."""
    here = batch_release.c
    query = select(*(here[name] for name in Release.__struct_fields__))
    own = (here.office == viewer.office, here.batch == batch_id)
    with store.reading() as connection:
        return [Release(*row) for row in connection.execute(query.where(*own).order_by(here.number))]


def _may(viewer: Viewer) -> None:
    viewer.may("patients")
    viewer.may("outcomes")


def _event(row: dict[str, object], viewer: Viewer, at: datetime, number: int) -> dict[str, object]:
    return {
        "office": row["office"],
        "batch": row["batch"],
        "number": row["number"],
        "at": at,
        "who": viewer.who,
        "action": "release",
        "field": "",
        "before": "",
        "after": str(number),
        "why": "",
        "from_digest": row["claim_digest"],
        "to_digest": row["claim_digest"],
        "probability_before": row["probability"],
        "probability_after": row["probability"],
        "verdict_before": row["verdict"],
        "verdict_after": row["verdict"],
        "revision": row["revision"],
        "undone": None,
    }


def _slices(numbers: Collection[int]) -> list[list[int]]:
    every = sorted(numbers)
    return [every[at : at + AT_ONCE] for at in range(0, len(every), AT_ONCE)]
