"""A step of a job: the next claims are scored; results, records and the progress of the job are written at once."""

from __future__ import annotations

import zlib
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import Connection, RowMapping, func, select, update

from claims.fault import Fault
from claims.origin import Sourced
from serving.jobs.reading import Reading
from serving.on_record import encode, on_record
from serving.problem import of_fault
from serving.score import Score
from serving.store import Scored, Store
from serving.store.claim_versions import QUICK
from serving.store.recording import record
from serving.store.tables import job, job_part, job_result

CHUNK = 250
"""Claims of one step: about a quarter of a second."""


def step(store: Store, asked: RowMapping, reading: Reading, number: int) -> bool:
    """Do step ``number`` of a job, unless it was done before; whether there is another.

    Whoever is killed in it leaves nothing of it behind, and whoever does it again leaves one of it: results and
    progress are one transaction.
    """
    with store.reading() as connection:
        done = _done(connection, asked["id"], number)
    if done is not None:
        return done == CHUNK
    if (before := _before(store, asked["id"], number)) != reading.done:
        reading.skip(before - reading.done)
    found = reading.next(CHUNK)
    scored, lines = _written(asked, reading, found)
    with store.begin() as connection:
        if _done(connection, asked["id"], number) is not None:
            return len(found) == CHUNK
        if scored:
            record(connection, scored)
        content = zlib.compress(b"\n".join([*lines, b""]), QUICK)
        row = {"job": asked["id"], "number": number, "office": asked["office"], "first": before, "count": len(found)}
        connection.execute(job_result.insert(), row | {"content": content})
        _progress(connection, asked["id"], scored, len(found))
    return len(found) == CHUNK


def end(store: Store, job_id: str, state: str, problem: str = "") -> None:
    """Say that a job has ended, and take its file away; its results stay."""
    with store.begin() as connection:
        values = {"state": state, "problem": problem, "ended": datetime.now(UTC)}
        connection.execute(update(job).where(job.c.id == job_id, job.c.ended.is_(None)).values(values))
        connection.execute(job_part.delete().where(job_part.c.job == job_id))


def _done(connection: Connection, job_id: str, number: int) -> int | None:
    query = select(job_result.c.count).where(job_result.c.job == job_id, job_result.c.number == number)
    count: int | None = connection.execute(query).scalar()
    return count


def _before(store: Store, job_id: str, number: int) -> int:
    query = select(func.sum(job_result.c.count)).where(job_result.c.job == job_id, job_result.c.number < number)
    with store.reading() as connection:
        return int(connection.execute(query).scalar() or 0)


def _written(
    asked: RowMapping, reading: Reading, found: list[tuple[Sourced | None, Score | Fault]]
) -> tuple[list[Scored], list[bytes]]:
    scored, lines = [], []
    for sourced, score in found:
        if isinstance(score, Fault) or sourced is None:
            assert isinstance(score, Fault)
            lines.append(encode(of_fault(score)))
        else:
            one = on_record(
                reading.scorer,
                sourced.claim,
                score,
                office=asked["office"],
                who=asked["who"],
                request_id=asked["request_id"],
                via="job",
            )
            scored.append(one)
            lines.append(one.result)
    return scored, lines


def _progress(connection: Connection, job_id: str, scored: list[Scored], taken: int) -> None:
    mine = job.c.id == job_id
    now = connection.execute(select(job).where(mine)).mappings().one()
    verdicts = Counter(now["verdicts"]) + Counter(one.verdict for one in scored)
    values = {
        "claims": now["claims"] + len(scored),
        "faults": now["faults"] + taken - len(scored),
        "verdicts": dict(verdicts),
        "at_risk": (now["at_risk"] or Decimal(0)) + sum((one.at_risk or Decimal(0) for one in scored), Decimal(0)),
        "model": scored[-1].model if scored else now["model"],
    }
    connection.execute(update(job).where(mine).values(values))
