from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import create_engine, func, select, text

import rules
from models import EMBEDDED
from serving import jobs
from serving.jobs import Arriving, Asked, Job
from serving.store import Store
from serving.store.purge import Purge
from serving.store.tables import job_part, score
from tests.cli.command import ROOT, cleanclaim
from tests.edi837 import claim, file837

CLAIMS = 900
ASKED = Asked("anyone", "r1", explain="none", suggest="none")

Start = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def processes(database_url: str, tmp_path: Path) -> Iterator[Start]:
    """Starts processes of the jobs on the test's database, and ends them."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        environment = {**os.environ, "CLEANCLAIM_STORE": database_url, "CLEANCLAIM_MODEL": str(EMBEDDED)}
        environment["CLEANCLAIM_SPOOL"] = str(tmp_path / "spool")
        process = subprocess.Popen(
            [sys.executable, "-m", "serving.jobs"],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        _, told = process.communicate(timeout=30)
        assert "Traceback" not in told


def many(count: int = CLAIMS) -> bytes:
    """A file of so many claims, the last of which repeats the first under another number."""
    numbers = [*(f"C{at:05}" for at in range(count - 1)), "AGAIN"]
    return file837(*(claim(number) for number in numbers))


def take(store: Store, content: bytes, office: str = "main", asked: Asked = ASKED) -> Job:
    arriving = Arriving(store, office)
    for at in range(0, len(content), 100_000):
        arriving.add(content[at : at + 100_000])
    return arriving.finish(asked)


def wait(store: Store, job: Job, until: Callable[[Job], bool], office: str = "main", seconds: float = 60) -> Job:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = jobs.find(store, office, job.id)
        assert found is not None
        if until(found):
            return found
        time.sleep(0.05)
    raise AssertionError(f"the job stands at {found}")


def ended(job: Job) -> bool:
    return job.ended is not None


def lines(store: Store, job: Job, after: int = 0) -> list[dict[str, Any]]:
    text = b"".join(jobs.results(store, "main", job.id, after))
    return [msgspec.json.decode(line) for line in text.splitlines()]


def told(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What results say, without their ids and the name of the file."""
    return [{name: value for name, value in one.items() if name not in {"score_id", "file"}} for one in results]


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def on_record(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(score)).scalar() or 0)


def test_a_killed_process_neither_loses_nor_doubles_a_claim_and_says_what_an_undisturbed_run_says(
    store: Store, processes: Start, tmp_path: Path
) -> None:
    content = many()
    job = take(store, content)
    for seen in (1, 400):
        process = processes()
        wait(store, job, lambda one, seen=seen: one.claims >= seen)
        kill(process)
    processes()
    assert wait(store, job, ended).state == "done"
    found = lines(store, job)
    assert on_record(store) == CLAIMS == len({one["score_id"] for one in found})
    (tmp_path / "batch.837").write_bytes(content)
    plain = cleanclaim(
        "score", tmp_path / "batch.837", "--format", "ndjson", "--explain", "none", "--suggest", "none",
        "--as-of", job.taken.astimezone().date(),
    )  # fmt: skip
    assert told(found) == told([msgspec.json.decode(line) for line in plain.stdout.splitlines()])


def test_results_can_be_fetched_from_where_one_stopped(store: Store, processes: Start) -> None:
    job = take(store, many(300))
    processes()
    wait(store, job, ended)
    whole = lines(store, job)
    for after in (0, 1, 249, 250, 251, 299, 300, 301):
        assert lines(store, job, after) == whole[after:]


def test_a_job_is_scored_by_the_rules_that_are_in_force_when_it_begins(
    store: Store, processes: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    payers = tmp_path / "payers"
    payers.mkdir()
    monkeypatch.setenv("CLEANCLAIM_PAYERS", str(payers))
    processes()
    wait(store, take(store, many(3)), ended)
    example = (Path(rules.__file__).parent / "payers" / "example-commercial.yaml").read_text()
    (payers / "north.yaml").write_text(example.replace("example-commercial", "north").replace("EX001", "NORTH"))
    wait(store, take(store, many(3)), ended)
    with store.reading() as connection:
        assert len(set(connection.execute(select(score.c.rules)).scalars())) == 2


def test_of_a_job_that_ended_no_step_is_remembered(store: Store, processes: Start) -> None:
    first = processes()
    wait(store, take(store, many(300)), ended)
    kill(first)  # perhaps before it could forget
    processes()
    wait(store, take(store, many(300)), ended)
    end = time.monotonic() + 20
    while remembered(store) and time.monotonic() < end:
        time.sleep(0.1)
    assert remembered(store) == 0


def remembered(store: Store) -> int:
    """Rows of DBOS, which has its tables in a file beside that of SQLite."""
    url = store.engine.url
    engine = create_engine(url.set(database=f"{url.database}-jobs")) if url.database != "postgres" else store.engine
    with engine.connect() as connection:
        count = "SELECT (SELECT count(*) FROM workflow_status) + (SELECT count(*) FROM operation_outputs)"
        return int(connection.execute(text(count)).scalar_one())


def test_a_job_that_runs_is_cancelled_soon_and_keeps_what_it_has(store: Store, processes: Start) -> None:
    job = take(store, many(5000))
    processes()
    wait(store, job, lambda one: one.claims > 0)
    jobs.cancel(store, "main", job.id)
    found = wait(store, job, ended, seconds=10)
    assert found.state == "cancelled"
    assert 0 < len(lines(store, job)) == found.claims < 5000


def test_a_job_that_waits_is_cancelled_at_once_and_never_runs(store: Store, processes: Start) -> None:
    job, other = take(store, many(10)), take(store, many(10))
    found = jobs.cancel(store, "main", job.id)
    assert found is not None
    assert found.state == "cancelled"
    processes()
    wait(store, other, ended)
    assert lines(store, job) == []


@pytest.mark.parametrize("content", [b"%PDF-1.7 no claims", b"ISA*00*torn"])
def test_a_file_without_claims_fails_and_the_results_say_why(store: Store, processes: Start, content: bytes) -> None:
    job = take(store, content)
    processes()
    found = wait(store, job, ended)
    assert (found.state, found.claims) == ("failed", 0)
    assert found.faults == len(lines(store, job)) > 0


def test_of_two_processes_one_runs_the_jobs_and_the_other_goes_on_when_it_dies(store: Store, processes: Start) -> None:
    first = processes()
    job = take(store, many())
    wait(store, job, lambda one: one.claims > 0)
    processes()
    kill(first)
    assert wait(store, job, ended).claims == CLAIMS
    assert on_record(store) == CLAIMS


def test_a_process_ends_when_the_server_that_started_it_does(processes: Start) -> None:
    process = processes()
    assert process.stdin is not None
    process.stdin.close()
    process.stdin = None
    assert process.wait(20) in {0, 1}


def test_an_office_sees_no_job_of_another(store: Store) -> None:
    job = take(store, many(10))
    assert jobs.find(store, "north", job.id) is None
    assert jobs.cancel(store, "north", job.id) is None
    assert list(jobs.results(store, "north", job.id)) == []
    assert jobs.listed(store, "north") == []


def test_a_file_that_never_came_whole_is_no_job(store: Store) -> None:
    arriving = Arriving(store, "main")
    arriving.add(os.urandom(3 << 20))
    arriving.drop()
    assert jobs.listed(store, "main") == []
    with store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(job_part)).scalar() == 0


def test_a_purge_takes_an_ended_job_with_its_results_and_leaves_one_that_runs(store: Store, processes: Start) -> None:
    old, waiting = take(store, many(10)), take(store, many(10))
    jobs.cancel(store, "main", waiting.id)
    processes()
    wait(store, old, ended)
    running = take(store, many(5000))
    wait(store, running, lambda one: one.claims > 0)
    for days, left in ((29, {old.id, waiting.id, running.id}), (31, {running.id})):
        Purge(store, 30, now=datetime.now(UTC) + timedelta(days=days)).run()
        assert {one.id for one in jobs.listed(store, "main")} == left
    assert lines(store, old) == []


def test_a_purge_sweeps_the_pieces_of_a_file_that_stopped_arriving(store: Store) -> None:
    Arriving(store, "main").add(os.urandom(2 << 20))
    for hours, left in ((23, 2), (25, 0)):
        Purge(store, 365, now=datetime.now(UTC) + timedelta(hours=hours)).run()
        with store.reading() as connection:
            assert connection.execute(select(func.count()).select_from(job_part)).scalar() == left
