"""Takes away what is older than the office keeps, while the service runs.

Work is done some hundred versions of claims at a time, each in a short transaction: first what speaks of scores, then
the scores, so that at no moment a row names a score that is gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, delete, exists, func, or_, select, text, tuple_

from serving.store import aside
from serving.store.families import SAID, goes, of_a_claim_that_stays, old
from serving.store.idempotency import REMEMBERED
from serving.store.ids import made_at
from serving.store.room import give_back
from serving.store.store import Store
from serving.store.tables import (
    acknowledgement,
    answer,
    batch,
    batch_fault,
    batch_part,
    batch_release,
    checkpoint,
    claim_version,
    idempotency,
    job,
    job_part,
    job_result,
    metadata,
    page_session,
    page_view,
    received_file,
    score,
    shadow_score,
    work,
    work_event,
    work_source,
)

AT_ONCE = 500
"""Versions, or answers, of one transaction."""

LARGE_AT_ONCE = 100
"""Rows of one transaction where a row may be a piece of a file, of a megabyte."""

PATIENCE = "SET LOCAL lock_timeout = '10s'"
"""For PostgreSQL: while a purge waits for a long transaction, all who write wait for the purge."""

LOCK = "LOCK TABLE claim_version, answer, acknowledgement, feedback IN SHARE ROW EXCLUSIVE MODE"
"""For PostgreSQL: each transaction that adds to families writes to one of these tables first, and so waits its turn."""

OF_A_BATCH = (work_event, work_source, work, batch_fault, batch_release, batch_part)

ARRIVES = timedelta(days=1)
"""The file of a job, or of a batch, takes no longer to arrive."""

REFUSED = "refused"
"""In the count: files of results that the database had refused."""


class Purge:
    """What goes from a store: all that is older than so many days."""

    def __init__(self, store: Store, keep_days: int, *, now: datetime | None = None, dry: bool = False) -> None:
        """Nothing is done yet.

        Args:
            store: whose.
            keep_days: what is older goes; what is so old to the second stays.
            now: the clock's time, unless told.
            dry: count, and take nothing away.
        """
        self._store = store
        self._now = now or datetime.now(UTC)
        self._dry = dry
        self.limit = self._now - timedelta(days=keep_days)
        """What is from before this may go."""
        self.gone: Counter[str] = Counter()
        """How many of what, by table."""

    def run(self) -> None:
        """Do it, and give the room back.

        Raises:
            StoreError: the database is away; what was counted is gone.
        """
        for office in self._offices():
            self._batches(office)  # first: its claims name scores
            claims = self.gone[claim_version.name]
            self._families(office)
            if self.gone[claim_version.name] > claims:  # what is kept of events names claims that are gone
                with self._alone() as connection:
                    self._take(connection, checkpoint, checkpoint.c.office == office)
            for table in (answer, acknowledgement):
                self._answers(table, office)
            self._rest(office)
        if not self._dry:
            give_back(self._store)

    def refused(self, folder: Path) -> None:
        """The same for the files of results that the database had refused.

        Raises:
            OSError: one cannot be taken away.
        """
        for path in folder.glob(f"*.{aside.ENDING}"):
            if path.stat().st_mtime < self.limit.timestamp():
                self.gone[REFUSED] += 1
                if not self._dry:
                    path.unlink()

    def _offices(self) -> list[str]:
        """All that have rows, found by a step in an index for each."""
        found = set()
        with self._store.reading() as connection:
            for table in metadata.tables.values():
                last: str | None = ""
                while last is not None:
                    last = connection.execute(select(func.min(table.c.office)).where(table.c.office > last)).scalar()
                    found.add(last)
        return sorted(office for office in found if office is not None)

    def _families(self, office: str) -> None:
        for tables in SAID, (shadow_score, score, claim_version):
            for digests in self._old(office):
                with self._alone() as connection:
                    still = select(claim_version.c.digest).where(
                        claim_version.c.office == office,
                        claim_version.c.digest.in_(digests),
                        old(office, claim_version.c.digest, self.limit),
                    )
                    sure = list(connection.execute(still).scalars())
                    for table in tables:
                        self._take(connection, table, goes(table, office, sure, self.limit))

    def _old(self, office: str) -> Iterator[Sequence[str]]:
        """The versions of old families, some at a time."""
        here = claim_version.c
        last = (datetime.min.replace(tzinfo=UTC), "")
        while True:
            after = or_(here.first_seen > last[0], and_(here.first_seen == last[0], here.digest > last[1]))
            query = (
                select(here.first_seen, here.digest, old(office, here.digest, self.limit).label("old"))
                .where(here.office == office, here.first_seen < self.limit, after)
                .order_by(here.first_seen, here.digest)
                .limit(AT_ONCE)
            )
            with self._store.reading() as connection:
                found = connection.execute(query).all()
            if not found:
                return
            last = found[-1].first_seen, found[-1].digest
            if digests := [row.digest for row in found if row.old]:
                yield digests

    def _answers(self, table: Table, office: str) -> None:
        """Answers that belong to no claim that stays."""
        goes = and_(self._before(table, office), ~of_a_claim_that_stays(table, office, self.limit))
        if self._dry:
            with self._store.reading() as connection:
                self._take(connection, table, goes)
            return
        while True:
            some = select(table.c.digest).where(goes).limit(AT_ONCE)
            with self._alone() as connection:
                digests = list(connection.execute(some).scalars())
                self._take(connection, table, and_(table.c.office == office, table.c.digest.in_(digests)))
            if len(digests) < AT_ONCE:
                return

    def _rest(self, office: str) -> None:
        calls = idempotency.c
        forgotten = and_(
            calls.office == office,
            calls.at < max(self.limit, self._now - REMEMBERED),
            or_(calls.expires.is_(None), calls.expires < self._now),
        )
        told = exists().where(score.c.id == shadow_score.c.score_id)
        ended = and_(self._before(job, office), job.c.ended.is_not(None))
        of_ended = select(job.c.id).where(ended)
        never_whole = self._never_whole(job_part.c.job, job.c.id, office)
        self._some_at_a_time(job_result, and_(job_result.c.office == office, job_result.c.job.in_(of_ended)))
        parts = or_(job_part.c.job.in_(of_ended), job_part.c.job.in_(never_whole))
        self._some_at_a_time(job_part, and_(job_part.c.office == office, parts))
        self._some_at_a_time(job, ended)  # after its results, which nothing else names
        self._some_at_a_time(received_file, self._before(received_file, office))
        self._some_at_a_time(shadow_score, and_(self._before(shadow_score, office), ~told))
        self._some_at_a_time(idempotency, forgotten)

    def _batches(self, office: str) -> None:
        """Batches with all that was done with their claims, and what else the page keeps for a time."""
        ended = self._before(batch, office)
        of_ended = select(batch.c.id).where(ended)
        for table in OF_A_BATCH:
            self._some_at_a_time(table, and_(table.c.office == office, table.c.batch.in_(of_ended)))
        self._some_at_a_time(batch, ended)
        never_whole = self._never_whole(batch_part.c.batch, batch.c.id, office)
        self._some_at_a_time(batch_part, and_(batch_part.c.office == office, batch_part.c.batch.in_(never_whole)))
        for table in (page_session, page_view):
            self._some_at_a_time(table, self._before(table, office))

    def _never_whole(self, part_of: Column[str], whole: Column[str], office: str) -> list[str]:
        """Files that stopped arriving: of jobs, or of batches."""
        query = select(part_of).distinct().where(part_of.table.c.office == office, ~exists().where(whole == part_of))
        with self._store.reading() as connection:
            found = connection.execute(query).scalars()
            return [one for one in found if (made := made_at(one)) is not None and made < self._now - ARRIVES]

    def _some_at_a_time(self, table: Table, goes: ColumnElement[bool]) -> None:
        """What belongs to no family goes in short transactions of its own, for which nobody else need wait."""
        if self._dry:
            with self._store.reading() as connection:
                self._take(connection, table, goes)
            return
        key = list(table.primary_key)
        some = tuple_(*key).in_(select(*key).where(goes).limit(LARGE_AT_ONCE))
        gone = LARGE_AT_ONCE
        while gone >= LARGE_AT_ONCE:
            before = self.gone[table.name]
            with self._store.begin() as connection:
                self._take(connection, table, some)
            gone = self.gone[table.name] - before

    def _before(self, table: Table, office: str) -> ColumnElement[bool]:
        return and_(table.c.office == office, table.c.at < self.limit)

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """A transaction beside which nobody adds to a family; to count, any will do."""
        if self._dry:
            with self._store.reading() as connection:
                yield connection
            return
        with self._store.begin() as connection:
            if connection.dialect.name != "sqlite":
                connection.execute(text(PATIENCE))
                connection.execute(text(LOCK))
            yield connection

    def _take(self, connection: Connection, table: Table, goes: ColumnElement[bool]) -> None:
        if self._dry:
            count = connection.execute(select(func.count()).select_from(table).where(goes)).scalar_one()
        else:
            count = connection.execute(delete(table).where(goes)).rowcount
        self.gone[table.name] += count
