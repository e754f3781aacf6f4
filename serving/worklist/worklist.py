"""The worklist: what the page asks and does. Every method is one transaction or a few; threads may share it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial

import msgspec
from sqlalchemy import select

from claims.fault import Fault
from serving.offices import Offices
from serving.problem import Problem, of_fault
from serving.store import Recorder, Store
from serving.store.tables import batch, batch_fault
from serving.suggest.patch import Patch
from serving.worklist import batch as batches
from serving.worklist import changing, deciding, exports, intake, listing, one, releasing, views
from serving.worklist.batch import Batch
from serving.worklist.changing import Offered
from serving.worklist.desk import At, Desk
from serving.worklist.filter import Asked, Filter, Sort
from serving.worklist.item import Changed, ItemView
from serving.worklist.kept import Kept
from serving.worklist.listing import Aside, Choices, Page, Sums
from serving.worklist.outgoing import Outgoing, Writing
from serving.worklist.readers import Readers, is_dead
from serving.worklist.releasing import Counter, Release, Taken
from serving.worklist.trouble import Conflict, NotNow
from serving.worklist.viewer import Viewer
from serving.worklist.views import View
from serving.worklist.watch import UNWATCHED, Watch

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
        self,
        store: Store,
        offices: Offices,
        recorder: Recorder,
        *,
        watch: Watch = UNWATCHED,
        clock: Callable[[], date] = date.today,
    ) -> None:
        """Nothing is read yet.

        Args:
            store: where batches stand.
            offices: who scores.
            recorder: what it holds is settled before submissions are recorded; files lie in its folder while they are
                read.
            watch: how long claims may be, and who counts those that are scored.
            clock: tells the office's calendar day.
        """
        self.store = store
        self._offices = offices
        self._recorder = recorder
        self._watch = watch
        self._clock = clock
        self._kept = Kept()
        self._readers = Readers(store, offices, recorder.folder, watch)

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
        batch_id = intake.keep(self.store, viewer, dropped, self._clock())
        self._readers.take(batch_id)
        return self.batch(viewer, batch_id)

    def batches(self, viewer: Viewer, page: int = 1, size: int = SIZE) -> list[Batch]:
        """The office's batches, the newest first; ``page`` counts from 1."""
        with self.store.reading() as connection:
            return [one.to(viewer) for one in batches.listed(connection, viewer.office, page, size)]

    def batch(self, viewer: Viewer, batch_id: str) -> Batch:
        """One batch. Where whoever read it died, this process goes on.

        Raises:
            NotHere: there is none.
        """
        with self.store.reading() as connection:
            found = batches.find(connection, viewer.office, batch_id)
        if found.state == "reading" and is_dead(found.beat):
            self._readers.take(batch_id)
        return found.to(viewer)

    @property
    def calendar(self) -> date:
        """The office's calendar day."""
        return self._clock()

    def today(self, viewer: Viewer, batch_id: str) -> date:
        """The day that counts as today in a batch: its claims may rest until any later one.

        Raises:
            NotHere: there is no such batch.
        """
        return self._known(viewer, batch_id).day(self._clock())

    def faults(self, viewer: Viewer, batch_id: str) -> list[Unread]:
        """What could not be read, in the order of the files; no patient data is in it.

        Raises:
            NotHere: there is no such batch.
        """
        here = batch_fault.c
        query = select(here.number, here.file, here.name, here.content).order_by(here.number)
        with self.store.reading() as connection:
            batches.find(connection, viewer.office, batch_id)
            rows = connection.execute(query.where(here.office == viewer.office, here.batch == batch_id)).all()
        return [
            Unread(
                row.number,
                row.name if viewer.sees_patients else f"file {row.file + 1}",
                of_fault(msgspec.convert(row.content, Fault)),
            )
            for row in rows
        ]

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
            day = batches.find(connection, viewer.office, batch_id).day(self._clock())
            asked = Asked(viewer.office, batch_id, wanted, sort, day)
            items = listing.items_of(connection, viewer, asked, page, size) if size else []
            question = ("sums", wanted, day)
            parts = self._kept.of(connection, batch_id, question, partial(listing.sums_of, connection, asked))
        sums = Sums.of(parts)
        return Page(items, sums.claims, sums)

    def numbers(self, viewer: Viewer, batch_id: str, wanted: Filter, most: int) -> list[int]:
        """The numbers of the claims of a list.

        Raises:
            NotHere: there is no such batch.
        """
        asked = self._asked(viewer, batch_id, wanted, MOST_MONEY)
        with self.store.reading() as connection:
            return listing.numbers_of(connection, asked, most)

    def aside(self, viewer: Viewer, batch_id: str, soon: int) -> Aside:
        """What stands beside every list of a batch.

        Args:
            viewer: who looks.
            batch_id: its batch.
            soon: within how many days a filing limit is near.

        Raises:
            NotHere: there is no such batch.
        """
        asked = self._asked(viewer, batch_id, ALL, MOST_MONEY)
        question = ("aside", soon, asked.day)
        with self.store.reading() as connection:
            found = partial(listing.aside_of, connection, asked, soon)
            return Aside.of(self._kept.of(connection, batch_id, question, found))

    def choices(self, viewer: Viewer, batch_id: str) -> Choices:
        """What the claims of a batch can be filtered by.

        Raises:
            NotHere: there is no such batch.
        """
        with self.store.reading() as connection:
            batches.find(connection, viewer.office, batch_id)
            found = partial(listing.chosen_of, connection, viewer.office, batch_id)
            return listing.choices(self._kept.of(connection, batch_id, "choices", found))

    def people(self, viewer: Viewer, batch_id: str) -> list[str]:
        """Who has claims of a batch, by name.

        Raises:
            NotHere: there is no such batch.
        """
        with self.store.reading() as connection:
            batches.find(connection, viewer.office, batch_id)
            return listing.people(connection, viewer.office, batch_id)

    def item(
        self, viewer: Viewer, batch_id: str, number: int, wanted: Filter = ALL, sort: Sort = MOST_MONEY
    ) -> ItemView:
        """One claim, with those before and after it in the list from which it was opened.

        Raises:
            NotHere: there is no such claim.
        """
        asked = self._asked(viewer, batch_id, wanted, sort)
        with self.store.reading() as connection:
            return one.view_of(connection, viewer, asked, number)

    def edit(self, viewer: Viewer, batch_id: str, number: int, revision: int, patch: Patch, why: str = "") -> Changed:  # noqa: PLR0917  as the page calls it
        """Change a claim, and score it at once; later claims of the same patient are scored again too.

        Args:
            viewer: who changes it; needs the scope ``patients``.
            batch_id: its batch.
            number: its place there.
            revision: of the claim that was looked at.
            patch: RFC 6902 on the canonical claim: add, replace, remove.
            why: in the biller's words.

        Raises:
            NotHere: there is no such claim.
            NotAllowed: the scope is wanted.
            Conflict: somebody else changed it in the meantime.
            Invalid: the patch does not fit, or makes no claim, or changes nothing.
            NotNow: it was sent.
        """
        return changing.edit(self._desk(viewer, batch_id), At(viewer, batch_id, number), revision, patch, why)

    def suggest(  # noqa: PLR0917  as the page calls it
        self,
        viewer: Viewer,
        batch_id: str,
        number: int,
        revision: int,
        nth: int,
        attested: str = "",
        value: str | Mapping[str, str] = "",
    ) -> Changed:
        """Take a suggestion of a claim's score; as :meth:`edit`.

        Args:
            viewer: who takes it.
            batch_id: its batch.
            number: its place there.
            revision: of the claim that was looked at.
            nth: which suggestion, counted from 0.
            attested: a line of what the record shows; wanted where modifiers or diagnoses change.
            value: what the office obtained, where the suggestion leaves it open (``null`` in its patch); of
                several, each by its name in :func:`serving.worklist.changing.wanted`.

        Raises:
            NotNow: a line or a value is wanted, or the claim was sent. Others as :meth:`edit`.
        """
        desk, at = self._desk(viewer, batch_id), At(viewer, batch_id, number)
        return changing.suggest(desk, at, revision, Offered(nth, attested, value))

    def undo(self, viewer: Viewer, batch_id: str, number: int, revision: int, event: int) -> Changed:
        """Take back the last change that stands (``Event.can_undo``); as :meth:`edit`.

        Raises:
            NotNow: it is not the last one. Others as :meth:`edit`.
        """
        return changing.undo(self._desk(viewer, batch_id), At(viewer, batch_id, number), revision, event)

    def recheck(self, viewer: Viewer, batch_id: str, numbers: Sequence[int]) -> list[Changed]:
        """Score claims again, with the rules, the model and the day of now.

        Those that were sent are passed over, as are those that somebody changes meanwhile: they are scored by that.

        Raises:
            NotHere: there is no such claim.
            NotAllowed: who may not see patients changes nothing.
        """
        desk, found = self._desk(viewer, batch_id), list[Changed]()
        for number in numbers:
            with suppress(NotNow, Conflict):
                if (done := changing.recheck(desk, At(viewer, batch_id, number))) is not None:
                    found.append(done)
        return found

    def waive(self, viewer: Viewer, batch_id: str, number: int, why: str) -> None:
        """Decide to send a claim in spite of its verdict: the next ready file holds it.

        A change of the claim takes the decision back: it was about the claim as it was.

        Raises:
            NotAllowed: the scope ``override`` is wanted.
            NotNow: no reason is given, nothing holds the claim, or it was sent.
            Conflict: somebody changed it at the same moment.
        """
        deciding.waive(self._desk(viewer, batch_id), At(viewer, batch_id, number), why)

    def unwaive(self, viewer: Viewer, batch_id: str, number: int) -> None:
        """Hold a claim again that was to be sent anyway.

        Raises:
            NotNow: it is held already, or was sent.
        """
        deciding.unwaive(self._desk(viewer, batch_id), At(viewer, batch_id, number))

    def assign(self, viewer: Viewer, batch_id: str, numbers: Sequence[int], to: str) -> int:
        """Give claims to somebody, or to nobody (``""``); how many that changed.

        Raises:
            NotAllowed: to give them to others than oneself, the scope ``override`` is wanted.
        """
        return deciding.assign(self._desk(viewer, batch_id), viewer, batch_id, numbers, to)

    def snooze(self, viewer: Viewer, batch_id: str, numbers: Sequence[int], until: date | None) -> int:
        """Let claims rest until a day begins, or no longer (``None``); how many that changed.

        Raises:
            NotNow: that day has begun.
        """
        return deciding.snooze(self._desk(viewer, batch_id), viewer, batch_id, numbers, until)

    def note(self, viewer: Viewer, batch_id: str, number: int, text: str) -> None:
        """Put words beside a claim: they stand in its history (``Event.why``).

        Raises:
            NotNow: there are none, or the claim was sent.
        """
        deciding.note(self._desk(viewer, batch_id), At(viewer, batch_id, number), text)

    def release(self, viewer: Viewer, batch_id: str) -> Taken:
        """Take the ready file: claims that are ready or sent anyway, and were not sent. From now on they are.

        An 837 keeps its segments byte for byte, but for claims that were corrected. The second ready file of a batch
        has control numbers of its own. Close the file, or read all of ``out.chunks()``.

        Raises:
            NotAllowed: the scopes ``patients`` and ``outcomes`` are wanted.
            NotNow: the batch is still being read, or no claim may be sent.
        """
        return self._counter().take(viewer, batch_id)

    def finish_release(self, viewer: Viewer, batch_id: str, number: int) -> Taken:
        """Write a ready file whose writing failed (``Release.done``): its claims count as sent since it was begun.

        Raises:
            NotHere: there is none of that number. Others as :meth:`release`.
        """
        return self._counter().finish(viewer, batch_id, number)

    def release_again(self, viewer: Viewer, batch_id: str, number: int) -> Taken:
        """Take a ready file that was taken before, as it was: for who lost it. It changes nothing.

        Raises:
            NotHere: there was none of that number.
            NotNow: it was not written to its end. Others as :meth:`release`.
        """
        return self._counter().again(viewer, batch_id, number)

    def releases(self, viewer: Viewer, batch_id: str) -> list[Release]:
        """The ready files that were taken of a batch, in order.

        Raises:
            NotHere: there is no such batch.
        """
        self._known(viewer, batch_id)
        return releasing.releases(self.store, viewer, batch_id)

    def held(self, viewer: Viewer, batch_id: str) -> Outgoing:
        """All claims that no ready file held, nor the next one will, corrected where they were.

        Nothing is sent by it.

        Raises:
            NotAllowed: the scope ``patients`` is wanted.
            NotNow: the batch is still being read.
        """
        viewer.may("patients")
        found = self._known(viewer, batch_id)
        if found.state != "done":
            raise NotNow("the batch is still being read")
        writing = Writing(self.store, viewer.office, found, self._recorder.folder)
        day = found.day(self._clock())
        return writing.held(lambda row: row["state"] != "released" and not releasing.goes_next(row, day))

    def csv(self, viewer: Viewer, batch_id: str, wanted: Filter = ALL, sort: Sort = MOST_MONEY) -> Iterator[bytes]:
        """The list as a table, some rows at a time; without names of patients for who may not see them.

        Raises:
            NotHere: there is no such batch.
        """
        self._known(viewer, batch_id)
        return exports.table(self.store, viewer, self._asked(viewer, batch_id, wanted, sort))

    def acknowledgement(self, viewer: Viewer, batch_id: str) -> Iterator[bytes]:
        """A 277CA of what is said of the claims now, some of it at a time.

        Raises:
            NotAllowed: the scope ``patients`` is wanted.
            NotHere: there is no such batch.
        """
        viewer.may("patients")
        found = self._known(viewer, batch_id)
        return exports.acknowledgement(self.store, viewer, found, self._recorder.folder)

    def views(self, viewer: Viewer) -> list[View]:
        """The filters that somebody keeps, by name."""
        return views.views(self.store, viewer)

    def save_view(self, viewer: Viewer, name: str, query: str) -> View:
        """Keep a filter under a name; one of that name is replaced.

        Raises:
            NotNow: name or query are too long, or too many are kept.
        """
        return views.save(self.store, viewer, name, query)

    def drop_view(self, viewer: Viewer, view_id: str) -> None:
        """Drop one.

        Raises:
            NotHere: this person has none of that id.
        """
        views.drop(self.store, viewer, view_id)

    def read_on(self) -> None:
        """Go on with the batches that nobody reads any more, such as those of a server that was stopped."""
        query = select(batch.c.id).where(batch.c.state == "reading").order_by(batch.c.at)
        with self.store.reading() as connection:
            waiting = list(connection.execute(query).scalars())
        for batch_id in waiting:
            self._readers.take(batch_id)

    def settle(self) -> None:
        """Wait until all batches that this process reads are read."""
        self._readers.settle()

    def close(self) -> None:
        """Let other processes go on with what is being read."""
        self._readers.close()

    def _known(self, viewer: Viewer, batch_id: str) -> Batch:
        with self.store.reading() as connection:
            return batches.find(connection, viewer.office, batch_id)

    def _asked(self, viewer: Viewer, batch_id: str, wanted: Filter, sort: Sort) -> Asked:
        return Asked(viewer.office, batch_id, wanted, sort, self.today(viewer, batch_id))

    def _desk(self, viewer: Viewer, batch_id: str) -> Desk:
        return Desk(self.store, self._offices, self.today(viewer, batch_id), self._watch)

    def _counter(self) -> Counter:
        return Counter(self.store, self._clock(), self._recorder.folder, self._recorder.settle)
