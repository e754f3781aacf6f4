"""The jobs of an office, as its callers see them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import func, select, update

from serving.jobs.job import WAITING, Job, of_row
from serving.store import Store
from serving.store.tables import job, job_part, job_result

LISTED = 100
"""Jobs that are listed at most, the newest first."""


def find(store: Store, office: str, job_id: str) -> Job | None:
    """A job of an office; ``None`` where it has none of that id."""
    with store.reading() as connection:
        row = connection.execute(select(job).where(job.c.id == job_id, job.c.office == office)).mappings().first()
    return of_row(row) if row else None


def listed(store: Store, office: str) -> list[Job]:
    """The newest jobs of an office."""
    query = select(job).where(job.c.office == office).order_by(job.c.at.desc()).limit(LISTED)
    with store.reading() as connection:
        return [of_row(row) for row in connection.execute(query).mappings()]


def cancel(store: Store, office: str, job_id: str) -> Job | None:
    """End a job that has not ended: at once where it waits, after the claims that it is at where it runs."""
    mine = (job.c.id == job_id) & (job.c.office == office)
    with store.begin() as connection:
        connection.execute(update(job).where(mine, job.c.state.in_(WAITING)).values(wanted=0))
        now = datetime.now(UTC)
        ended = update(job).where(mine, job.c.state == "queued").values(state="cancelled", ended=now)
        if connection.execute(ended).rowcount:
            connection.execute(job_part.delete().where(job_part.c.job == job_id))
    return find(store, office, job_id)


def results(store: Store, office: str, job_id: str, after: int = 0) -> Iterator[bytes]:
    """The results there are so far, in the order of the file, a line each; ``after`` leaves out the first so many."""
    number = -1
    while True:
        query = (
            select(job_result)
            .where(job_result.c.job == job_id, job_result.c.office == office, job_result.c.number > number)
            .where(job_result.c.first + job_result.c.count > after)
            .order_by(job_result.c.number)
            .limit(1)
        )
        with store.reading() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return
        number = row["number"]
        lines = zlib.decompress(row["content"])
        skip = after - row["first"]
        yield b"".join(lines.splitlines(keepends=True)[skip:]) if skip > 0 else lines


def lengths(store: Store) -> dict[str, int]:
    """How many jobs of all offices wait and run."""
    query = select(job.c.state, func.count()).where(job.c.state.in_(WAITING)).group_by(job.c.state)
    with store.reading() as connection:
        found = {state: count for state, count in connection.execute(query)}  # noqa: C416  rows are no pairs to mypy
    return {state: found.get(state, 0) for state in WAITING}
