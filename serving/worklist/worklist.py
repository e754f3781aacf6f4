"""The worklist: what the page asks and does. Every method is one transaction or a few; threads may share it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
from sqlalchemy import select

from serving.offices import Offices
from serving.problem import Problem
from serving.store import Recorder, Store, new_id
from serving.store.tables import batch, batch_fault
from serving.worklist import batch as batches
from serving.worklist import files, listing, one
from serving.worklist.batch import Batch
from serving.worklist.files import Place
from serving.worklist.filter import Asked, Filter, Sort
from serving.worklist.item import ItemView
from serving.worklist.listing import Choices, Page
from serving.worklist.readers import Readers
from serving.worklist.viewer import Viewer

SIZE = 50
"""Claims of a page."""

ALL, MOST_MONEY = Filter(), Sort()


class Unread(msgspec.Struct, frozen=True):
    """Something that could not be read."""

    number: int
    """Its place in the batch."""
    file: str
    problem: Problem


class Worklist:
    """All batches of all offices. Methods block: call them in a thread.

    Of another office's batch, claim or view every method says :class:`NotHere`.
    """

    def __init__(
        self, store: Store, offices: Offices, recorder: Recorder, *, clock: Callable[[], date] = date.today
    ) -> None:
        """Nothing is read yet.

        Args:
            store: where batches stand.
            offices: who scores.
            recorder: what it holds is settled before submissions are recorded; files lie in its folder while they are
                read.
            clock: tells the office's calendar day.
        """
        self.store = store
        self._offices = offices
        self._recorder = recorder
        self._clock = clock
        self._readers = Readers(store, offices, recorder.folder)

    def take(self, viewer: Viewer, dropped: Iterable[tuple[str, Iterable[bytes]]]) -> Batch:
        """Keep files as one batch and begin to score it; returns once they are kept.

        Args:
            viewer: who dropped them; needs the scope ``score``.
            dropped: names and contents; each is read to its end before the next.

        Raises:
            NotAllowed: the scope is wanted.
            StoreError: the database is away; nothing is kept.
        """
        viewer.may("score")
        batch_id, names, size = new_id(), list[str](), 0
        try:
            for number, (name, chunks) in enumerate(dropped):
                size += files.keep(self.store, Place(viewer.office, batch_id, number), name, chunks)
                names.append(files.shown_name(name))
        except BaseException:
            files.drop(self.store, viewer.office, batch_id)
            raise
        row = {
            "id": batch_id,
            "office": viewer.office,
            "name": ", ".join(names),
            "form": "",
            "at": datetime.now(UTC),
            "who": viewer.who,
            "as_of": self._clock(),
            "state": "reading",
            "bytes": size,
            "read": 0,
            "claims": 0,
            "faults": 0,
            "verdicts": {},
            "charge": Decimal(0),
            "at_risk": Decimal(0),
            "expected_denials": 0.0,
            "model": "",
            "rules": "",
            "problem": "",
            "reader": "",
        }
        with self.store.begin() as connection:
            connection.execute(batch.insert(), row)
        self._readers.take(batch_id)
        return self.batch(viewer, batch_id)

    def batches(self, viewer: Viewer, page: int = 1, size: int = SIZE) -> list[Batch]:
        """The office's batches, the newest first; ``page`` counts from 1."""
        with self.store.reading() as connection:
            return batches.listed(connection, viewer.office, page, size)

    def batch(self, viewer: Viewer, batch_id: str) -> Batch:
        """One batch. Where whoever read it died, this process goes on.

        Raises:
            NotHere: there is none.
        """
        with self.store.reading() as connection:
            found = batches.find(connection, viewer.office, batch_id)
        if found.state == "reading":
            self._readers.take(batch_id)
        return found

    def faults(self, viewer: Viewer, batch_id: str) -> list[Unread]:
        """What could not be read, in the order of the files; no patient data is in it.

        Raises:
            NotHere: there is no such batch.
        """
        here = batch_fault.c
        query = select(here.number, here.name, here.content).order_by(here.number)
        with self.store.reading() as connection:
            batches.find(connection, viewer.office, batch_id)
            rows = connection.execute(query.where(here.office == viewer.office, here.batch == batch_id)).all()
        return [Unread(row.number, row.name, msgspec.convert(row.content, Problem)) for row in rows]

    def items(
        self,
        viewer: Viewer,
        batch_id: str,
        wanted: Filter = ALL,
        sort: Sort = MOST_MONEY,
        page: int = 1,
        *,
        size: int = SIZE,
    ) -> Page:
        """A page of the claims of a batch; ``page`` counts from 1.

        Raises:
            NotHere: there is no such batch.
        """
        with self.store.reading() as connection:
            batches.find(connection, viewer.office, batch_id)
            asked = Asked(viewer.office, batch_id, wanted, sort, self._clock())
            return listing.page_of(connection, viewer, asked, page, size)

    def choices(self, viewer: Viewer, batch_id: str) -> Choices:
        """What the claims of a batch can be filtered by.

        Raises:
            NotHere: there is no such batch.
        """
        with self.store.reading() as connection:
            batches.find(connection, viewer.office, batch_id)
            return listing.choices(connection, viewer.office, batch_id)

    def item(
        self, viewer: Viewer, batch_id: str, number: int, wanted: Filter = ALL, sort: Sort = MOST_MONEY
    ) -> ItemView:
        """One claim, with those before and after it in the list from which it was opened.

        Raises:
            NotHere: there is no such claim.
        """
        asked = Asked(viewer.office, batch_id, wanted, sort, self._clock())
        with self.store.reading() as connection:
            return one.view_of(connection, viewer, asked, number)

    def settle(self) -> None:
        """Wait until all batches that this process reads are read."""
        self._readers.settle()

    def close(self) -> None:
        """Let other processes go on with what is being read."""
        self._readers.close()
