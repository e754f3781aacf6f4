from __future__ import annotations

import os
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import Table, func, select, update

from claims.claim import Claim
from models.review import SettingError
from serving.jobs import Arriving, Asked
from serving.store import Recorder, Scored, Store, new_id
from serving.store.families import old
from serving.store.purge import Purge
from serving.store.recording import record
from serving.store.retention import SIX_YEARS, keep_days
from serving.store.tables import (
    acknowledgement,
    answer,
    batch,
    batch_part,
    claim_version,
    event,
    feedback,
    idempotency,
    job,
    job_part,
    job_result,
    metadata,
    outcome,
    page_view,
    received_file,
    score,
    shadow_score,
    submission,
    work,
    work_event,
    work_source,
)
from tests.serving.store.made_up import NOON, claim, scored
from tests.serving.worklist.lists import ANN, dropped, worklist

KEEP = 30
NOW = NOON
LIMIT = NOW - timedelta(days=KEEP)
A_MOMENT = timedelta(microseconds=1)
OLD, YOUNG = LIMIT - A_MOMENT, LIMIT


def rows_of(table: Table, of: Scored, at: datetime, score_id: str | None) -> dict[str, object]:
    """A row that speaks of a version, and may name a score."""
    every: dict[Table, dict[str, object]] = {
        submission: {
            "id": new_id(), "submitted": at.date(), "version": 1, "score_id": score_id, "advised": None, "isa": "1",
            "gs": "1", "st": "1", "batch": "1", "who": "x", "via": "837",
        },
        outcome: {
            "kind": "adjudicated", "answered": at.date(), "denied": 0, "codes": [], "paid": None, "content": b"",
            "score_id": score_id,
        },
        feedback: {
            "id": new_id(), "score_id": score_id or of.id, "action": "accepted", "reason": "", "detail": "", "who": "x",
        },
        event: {"kind": "submitted"},
    }  # fmt: skip
    return {"office": of.office, "claim_digest": of.digest, "at": at, **every[table]}


class Office:
    """Writes what an office has on record."""

    def __init__(self, store: Store, name: str = "main") -> None:
        self.store = store
        self.name = name

    def scored(self, of: Claim, at: datetime) -> Scored:
        one = scored(of, self.name, at)
        with self.store.begin() as connection:
            record(connection, [one])
        return one

    def said(self, table: Table, of: Scored, at: datetime, score_id: str | None = None) -> None:
        with self.store.begin() as connection:
            connection.execute(table.insert(), rows_of(table, of, at, score_id))

    def answered(self, number: str, at: datetime, table: Table = answer) -> None:
        envelopes = {} if table is answer else {"isa": "", "gs": "", "st": "", "batch": ""}
        row = {"office": self.name, "digest": new_id(), "control_number": number, "content": b"", "file_digest": "f"}
        with self.store.begin() as connection:
            connection.execute(table.insert(), {**row, "at": at, **envelopes})


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store)


def left(store: Store) -> Counter[str]:
    """Rows by table."""
    with store.reading() as connection:
        counts = {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }
    return +Counter(counts)


def scores(store: Store) -> list[str]:
    with store.reading() as connection:
        return sorted(connection.execute(select(score.c.id)).scalars())


def purge(store: Store) -> Counter[str]:
    """Purge, and see that a dry run says the same beforehand and changes nothing."""
    before = left(store)
    dry = Purge(store, KEEP, now=NOW, dry=True)
    dry.run()
    assert left(store) == before
    work = Purge(store, KEEP, now=NOW)
    work.run()
    assert +work.gone == +dry.gone
    assert +(before - left(store)) == +work.gone
    assert_whole(store)
    return +work.gone


def assert_whole(store: Store) -> None:
    """No row names what is not there."""
    with store.reading() as connection:
        versions = {tuple(row) for row in connection.execute(select(claim_version.c.office, claim_version.c.digest))}
        known = {*connection.execute(select(score.c.id)).scalars(), None}
        for table in (score, submission, outcome, feedback, event):
            assert {tuple(row) for row in connection.execute(select(table.c.office, table.c.claim_digest))} <= versions
        for table in (submission, outcome, feedback, shadow_score):
            assert set(connection.execute(select(table.c.score_id)).scalars()) <= known


def test_a_score_of_the_oldest_day_that_is_kept_stays_and_one_a_moment_older_goes(office: Office) -> None:
    kept = office.scored(claim("A1"), YOUNG)
    office.scored(claim("A2"), OLD)
    assert purge(office.store) == {"score": 1, "claim_version": 1}
    assert scores(office.store) == [kept.id]


@pytest.mark.parametrize("table", [submission, outcome, feedback, event], ids=lambda table: table.name)
def test_an_old_claim_stays_whole_while_something_of_it_is_young(office: Office, table: Table) -> None:
    young, other = office.scored(claim("A1"), OLD), office.scored(claim("A2"), OLD)
    for one, at in ((young, YOUNG), (other, OLD)):
        office.said(table, one, at)
        if table is not event:
            office.said(event, one, OLD)
    gone = purge(office.store)
    assert gone["score"] == gone["claim_version"] == gone[table.name] == 1
    assert scores(office.store) == [young.id]


def test_a_claim_whose_answer_is_still_to_come_stays_though_it_was_scored_long_ago(office: Office) -> None:
    one = office.scored(claim("A1"), OLD - timedelta(days=20))
    office.said(submission, one, YOUNG, one.id)
    office.answered("A1", OLD)
    assert purge(office.store) == {}


def test_a_claim_that_was_scored_again_keeps_its_first_score(office: Office) -> None:
    office.scored(claim("A1"), OLD)
    office.scored(claim("A1"), YOUNG)
    assert purge(office.store) == {}


@pytest.mark.parametrize("table", [submission, outcome, feedback], ids=lambda table: table.name)
def test_the_score_of_an_earlier_version_stays_while_what_names_it_does(office: Office, table: Table) -> None:
    first, also_first = office.scored(claim("A1"), OLD), office.scored(claim("A1"), OLD)
    changed = office.scored(claim("A1", frequency_code="7"), OLD)
    office.said(table, changed, OLD, first.id)
    office.said(event, changed, YOUNG)
    assert purge(office.store) == {"score": 1}
    assert scores(office.store) == sorted([first.id, changed.id])
    assert also_first.id not in scores(office.store)


def test_versions_that_name_each_others_scores_go_together(office: Office) -> None:
    first = office.scored(claim("A1"), OLD)
    changed = office.scored(claim("A1", frequency_code="7"), OLD)
    office.said(submission, changed, OLD, first.id)
    office.said(submission, first, OLD, changed.id)
    assert purge(office.store) == {"score": 2, "claim_version": 2, "submission": 2}


@pytest.mark.parametrize("table", [answer, acknowledgement], ids=lambda table: table.name)
def test_an_answer_goes_when_it_is_old_and_its_claim_is_not_kept(office: Office, table: Table) -> None:
    office.scored(claim("A1"), YOUNG)
    office.scored(claim("A2"), OLD)
    for number, at in (("A1", OLD), ("A2", OLD), ("A3", OLD), ("A3", YOUNG)):
        office.answered(number, at, table)
    assert purge(office.store) == {table.name: 2, "score": 1, "claim_version": 1}
    with office.store.reading() as connection:
        assert sorted(connection.execute(select(table.c.control_number)).scalars()) == ["A1", "A3"]


def test_the_answers_of_a_version_that_stays_for_its_score_stay(office: Office) -> None:
    first = office.scored(claim("A1"), OLD)
    changed = office.scored(claim("B1"), YOUNG)
    office.said(submission, changed, OLD, first.id)
    office.answered("A1", OLD)
    assert purge(office.store) == {}


def test_what_a_challenger_said_goes_with_its_score(office: Office) -> None:
    for number, at in (("A1", OLD), ("A2", YOUNG)):
        one = office.scored(claim(number), at)
        row = {"score_id": one.id, "model": "m", "office": "main", "probability": 0.5, "verdict": "ready", "at": OLD}
        with office.store.begin() as connection:
            connection.execute(shadow_score.insert(), row)
    assert purge(office.store)["shadow_score"] == 1


def test_files_and_answers_to_calls_go_by_their_own_age(office: Office) -> None:
    with office.store.begin() as connection:
        for key, at in (("old", OLD), ("young", YOUNG)):
            row = {"office": "main", "digest": key, "kind": "835", "counts": {}, "who": "x", "at": at}
            connection.execute(received_file.insert(), row)
        call = {"office": "main", "route": "r", "body_digest": "d", "holder": "h"}
        week = NOW - timedelta(days=7)
        for key, at, expires in (
            ("forgotten", week - A_MOMENT, None),
            ("remembered", week, None),
            ("abandoned", week - A_MOMENT, NOW - A_MOMENT),
            ("still runs", week - A_MOMENT, NOW),
        ):
            state = {"key": key, "at": at, "expires": expires, "state": "running" if expires else "done"}
            connection.execute(idempotency.insert(), {**call, **state})
    assert purge(office.store) == {"received_file": 1, "idempotency": 2}
    with office.store.reading() as connection:
        assert set(connection.execute(select(idempotency.c.key)).scalars()) == {"remembered", "still runs"}


def test_offices_are_purged_each_by_itself(store: Store) -> None:
    here, there = Office(store, "here"), Office(store, "there")
    kept = here.scored(claim("A1"), OLD)
    there.scored(claim("A1"), OLD)
    here.said(event, kept, YOUNG)
    assert purge(store) == {"score": 1, "claim_version": 1}
    assert scores(store) == [kept.id]


def test_many_claims_are_purged_some_at_a_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serving.store.purge.AT_ONCE", 7)
    results = [scored(claim(f"A{number}"), at=OLD if number % 3 else YOUNG) for number in range(50)]
    with office.store.begin() as connection:
        record(connection, results)
    for number in range(20):
        office.answered(f"X{number}", OLD)
    assert purge(office.store) == {"score": 33, "claim_version": 33, "answer": 20}


def test_jobs_go_some_rows_at_a_time_and_nobody_who_records_waits_for_them(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serving.store.purge.LARGE_AT_ONCE", 7)
    ended = [taken(office, at) for at in (OLD, OLD, YOUNG)]
    transactions: list[list[tuple[str, int]]] = [[]]

    def over(_: object) -> None:
        transactions.append([])

    def done(_: object, cursor: Any, statement: str, *__: object) -> None:
        transactions[-1].append((statement, cursor.rowcount if statement.startswith("DELETE") else 0))

    for name, note in (("commit", over), ("rollback", over), ("after_cursor_execute", done)):
        sqlalchemy.event.listen(office.store.engine, name, note)
    work = Purge(office.store, KEEP, now=NOW)
    work.run()
    assert +work.gone == {"job": 2, "job_part": 40, "job_result": 40}
    of_jobs = [one for one in transactions if any(statement.startswith("DELETE FROM job") for statement, _ in one)]
    assert all(sum(count for _, count in one) <= 7 for one in of_jobs)
    assert not [statement for one in of_jobs for statement, _ in one if statement.startswith("LOCK")]
    with office.store.reading() as connection:
        for table in (job_part, job_result):
            assert set(connection.execute(select(table.c.job)).scalars()) == {ended[-1]}


def taken(office: Office, at: datetime) -> str:
    """A job that ended, with a file and results of twenty pieces."""
    one = Arriving(office.store, office.name)
    one.add(b"x")
    made = one.finish(Asked("anyone", "r1"))
    part, result = {"content": b""}, {"first": 0, "count": 1, "content": b""}
    with office.store.begin() as connection:
        connection.execute(update(job).where(job.c.id == made.id).values(at=at, ended=at, state="done"))
        for number in range(20):
            row = {"job": made.id, "number": number, "office": office.name}
            connection.execute(job_result.insert(), row | result)
            if number:
                connection.execute(job_part.insert(), row | part)
    return made.id


def test_a_batch_goes_with_all_that_was_done_with_its_claims(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        gone, kept = (dropped(made, "02_typical_faults.837") for _ in range(2))
        for one in (gone, kept):
            made.note(ANN, one.id, 1, "called the payer")
        torn = made.take(ANN, [("a.837", [b"not a claim"])])
        made.settle()
    dead = f"{int((NOW - timedelta(days=2)).timestamp() * 1000):012x}{os.urandom(10).hex()}"
    part = {"office": "main", "batch": dead, "file": 0, "number": 0, "name": "a.837", "content": b""}
    with store.begin() as connection:
        connection.execute(update(batch).where(batch.c.id != kept.id).values(at=OLD))
        connection.execute(update(batch).where(batch.c.id == kept.id).values(at=YOUNG))
        connection.execute(batch_part.insert(), part)
        for number, at in enumerate((OLD, YOUNG)):
            view = {"office": "main", "who": "ann", "at": at, "what": "claim", "batch": kept.id, "number": number}
            connection.execute(page_view.insert(), view)
    taken = purge(store)
    assert taken["batch"] == 2
    assert (taken["work"], taken["work_source"], taken["work_event"]) == (8, 8, 1)
    assert (taken["batch_part"], taken["batch_fault"], taken["page_view"]) == (3, 1, 1)
    with store.reading() as connection:
        for table in (work, work_source, work_event, batch_part):
            assert set(connection.execute(select(table.c.batch)).scalars()) == {kept.id}
    assert torn.id != kept.id


def test_while_the_service_records_nothing_is_lost_and_no_reference_breaks(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serving.store.purge.AT_ONCE", 60)
    before = [scored(claim(f"A{number}"), at=OLD) for number in range(300)]
    with store.begin() as connection:
        record(connection, before)
    recorder = Recorder(store, tmp_path / "spool")
    again = [scored(claim(f"A{number}"), at=NOW) for number in range(0, 300, 2)]
    for one in again:
        recorder.take(one)
    Purge(store, KEEP, now=NOW).run()
    recorder.close()
    assert_whole(store)
    assert {one.id for one in again} <= set(scores(store))
    assert not {one.id for one in before[1::2]} & set(scores(store))


def test_whether_a_family_is_old_is_looked_up_by_its_digest(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    query = select(old("main", claim_version.c.digest, LIMIT)).where(claim_version.c.office == "main")
    compiled = query.compile(store.engine, compile_kwargs={"literal_binds": True})
    with store.reading() as connection:
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]
    searched = [step for step in plan if step.startswith("SEARCH") and "claim_version" not in step]
    assert len(searched) == 5
    assert all("claim_digest=?" in step for step in searched), "by time alone, each look reads all that is young"
    store.close()


def test_an_sqlite_file_becomes_as_small_as_it_was_when_it_was_empty(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path / 'store.db'}").close()
    empty = (tmp_path / "store.db").stat().st_size
    store = Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    results = [scored(claim(f"A{n}"), at=OLD, result=os.urandom(4000)) for n in range(500)]
    with store.begin() as connection:
        record(connection, results)
    store.close()
    before = (tmp_path / "store.db").stat().st_size
    store = Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    Purge(store, KEEP, now=NOW).run()
    after = (tmp_path / "store.db").stat().st_size
    assert before > 2_000_000
    assert after <= empty + 32_768
    store.close()


def test_what_is_taken_away_cannot_be_read_from_the_file(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    with store.begin() as connection:
        record(connection, [scored(claim("A1"), at=YOUNG), scored(claim("SECRET-NUMBER"), at=OLD)])
    Purge(store, KEEP, now=NOW).run()
    store.close()
    assert b"SECRET-NUMBER" not in b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())


def test_files_of_refused_results_go_by_their_age(store: Store, tmp_path: Path) -> None:
    aged, young = tmp_path / "1.refused", tmp_path / "2.refused"
    for path, at in ((aged, LIMIT - timedelta(seconds=1)), (young, LIMIT + timedelta(seconds=1))):
        path.touch()
        os.utime(path, (at.timestamp(), at.timestamp()))
    for dry in (True, False):
        work = Purge(store, KEEP, now=NOW, dry=dry)
        work.refused(tmp_path)
        assert work.gone == {"refused": 1}
        assert aged.exists() is dry
    assert young.exists()


def test_the_days_that_are_kept_are_a_setting() -> None:
    assert keep_days({}) == keep_days({"CLEANCLAIM_KEEP_DAYS": " "}) == SIX_YEARS
    assert keep_days({"CLEANCLAIM_KEEP_DAYS": "1"}) == 1
    assert keep_days({"CLEANCLAIM_KEEP_DAYS": "36500"}) == 36500


@pytest.mark.parametrize("text", ["0", "-1", "36501", "30.5", "six years", "٣"])
def test_a_setting_that_is_no_number_of_days_is_told(text: str) -> None:
    with pytest.raises(SettingError, match=r"CLEANCLAIM_KEEP_DAYS: .* is no number of days"):
        keep_days({"CLEANCLAIM_KEEP_DAYS": text})
