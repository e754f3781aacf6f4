from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from subprocess import PIPE

import pytest
from sqlalchemy import make_url, select, text

from serving.store import Backlog, Recorder, Store, StoreError
from serving.store.recording import encode
from serving.store.spool import Spool, left_behind, pieces
from serving.store.tables import claim_version, score
from tests.serving.server import ROOT
from tests.serving.store.databases import Cluster
from tests.serving.store.made_up import claim, scored


def on_record(store: Store) -> list[str]:
    with store.reading() as connection:
        return sorted(connection.execute(select(score.c.id)).scalars())


def test_what_was_taken_is_on_record_once_it_is_settled(store: Store, tmp_path: Path) -> None:
    recorder = Recorder(store, tmp_path / "spool")
    results = [scored(claim(f"A{number}")) for number in range(450)]
    for one in results:
        recorder.take(one)
    recorder.settle()
    assert on_record(store) == sorted(one.id for one in results)
    assert recorder.backlog() == Backlog(0, 0, 0, "")
    recorder.close()
    assert not list((tmp_path / "spool").iterdir())


def test_it_goes_to_the_database_by_itself(store: Store, tmp_path: Path) -> None:
    recorder = Recorder(store, tmp_path / "spool")
    recorder.take(scored())
    for _ in range(200):
        if not recorder.backlog().records:
            break
        recorder._now.wait(0.02)
    assert len(on_record(store)) == 1
    recorder.close()


def test_a_claim_that_is_scored_twice_is_kept_once_and_both_scores_are(store: Store, tmp_path: Path) -> None:
    recorder = Recorder(store, tmp_path / "spool")
    for _ in range(2):
        recorder.take(scored(claim("A1")))
        recorder.settle()
    recorder.close()
    with store.reading() as connection:
        (version,) = connection.execute(select(claim_version)).all()
    assert (version.claim_id, version.frequency_code, version.billing_npi, version.payer_id) == (
        "A1", "1", "1999999984", "60054",
    )  # fmt: skip
    assert len(on_record(store)) == 2


TAKE = """
import sys
from pathlib import Path
from serving.store import Backlog, Recorder, Store
from tests.serving.store.made_up import claim, scored
recorder = Recorder(Store.open(sys.argv[1]), Path(sys.argv[2]))
number = 0
while True:
    number += 1
    one = scored(claim(f"A{number}"))
    recorder.take(one)
    sys.stdout.write(one.id + "\\n")
    sys.stdout.flush()
"""


def test_a_killed_process_loses_nothing_that_it_took(store: Store, database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    told: list[str] = []
    for count in (700, 3):  # once as it moves what it took, once as it has just begun
        with subprocess.Popen(
            [sys.executable, "-c", TAKE, database_url, folder], cwd=ROOT, stdout=PIPE, text=True
        ) as process:
            assert process.stdout is not None
            told += [process.stdout.readline().strip() for _ in range(count)]
            process.send_signal(signal.SIGKILL)
            told += process.stdout.read().split("\n")[:-1]
    assert list(folder.glob("*.spool"))
    Recorder(store, folder).close()
    assert not set(told) - set(on_record(store))
    assert len(told) > 700
    assert not list(folder.glob("*.spool"))


def test_what_a_process_had_only_begun_to_write_is_told_from_a_record(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    one, another = scored(claim("A1")), scored(claim("A2"))
    spool = Spool.make(folder)
    spool.append(encode(one))
    spool.append(encode(another))
    spool.release()
    os.truncate(spool.path, spool.size - 7)
    Recorder(store, folder).close()
    assert on_record(store) == [one.id]


def test_what_was_moved_already_when_a_process_died_is_there_once(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    one = scored()
    for _ in range(2):
        spool = Spool.make(folder)
        spool.append(encode(one))
        spool.release()
        Recorder(store, folder).close()
    assert on_record(store) == [one.id]


@contextmanager
def away(url: str, request: pytest.FixtureRequest) -> Iterator[None]:
    """The database takes nothing: another holds SQLite's lock, PostgreSQL ends connections and lets nobody in."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        assert parsed.database is not None
        holder = sqlite3.connect(parsed.database, isolation_level=None)
        holder.execute("BEGIN EXCLUSIVE")
        yield
        holder.close()
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    with cluster.connect() as connection:
        connection.execute(f"ALTER ROLE {parsed.username} NOLOGIN")
        ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s"
        connection.execute(ending, [parsed.username])
        yield
        connection.execute(f"ALTER ROLE {parsed.username} LOGIN")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a database that is away."""
    monkeypatch.setattr("serving.store.engine.PATIENCE", 0.05)
    monkeypatch.setattr("serving.store.recorder.FIRST_WAIT", 0.05)
    monkeypatch.setattr("serving.store.recorder.LARGE", 3000)


@pytest.mark.usefixtures("impatient")
def test_while_the_database_is_away_results_wait_and_then_all_of_them_go_there(
    database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    store = Store.open(database_url)
    recorder = Recorder(store, tmp_path / "spool")
    results = [scored(claim(f"A{number}")) for number in range(60)]
    recorder.take(results[0])
    recorder.settle()
    with away(database_url, request):
        for one in results[1:]:
            recorder.take(one)
            if one in results[::20]:
                with pytest.raises(StoreError, match=r"results wait for the store: the store .* cannot be used"):
                    recorder.settle()
        backlog = recorder.backlog()
        assert backlog.records == 59
        assert backlog.bytes > 59 * 300
        assert "cannot be used" in backlog.trouble
        assert len(list((tmp_path / "spool").glob("*.spool"))) > 2, "no file grows without end"
    for _ in range(100):
        try:
            recorder.settle()
            break
        except StoreError:  # an attempt from before
            continue
    assert on_record(store) == sorted(one.id for one in results)
    assert recorder.backlog().records == recorder.backlog().bytes == 0
    recorder.close()
    store.close()


@pytest.mark.usefixtures("impatient")
def test_what_waits_when_a_process_ends_goes_to_the_database_at_the_next_start(
    database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    store = Store.open(database_url)
    recorder = Recorder(store, tmp_path / "spool")
    one = scored()
    with away(database_url, request):
        recorder.take(one)
        recorder.close()
        with pytest.raises(StoreError):
            recorder.take(one)
    Recorder(store, tmp_path / "spool").close()
    assert on_record(store) == [one.id]
    store.close()


def test_a_result_that_the_database_refuses_is_set_aside_and_blocks_no_other(store: Store, tmp_path: Path) -> None:
    recorder = Recorder(store, tmp_path / "spool")
    good = [scored(claim(f"A{number}")) for number in range(4)]
    too_much = scored(claim("B1"), at_risk=Decimal("1e30"))
    no_claim = scored(claim("B2"), claim_json=b"no JSON")
    no_zone = scored(claim("B3"), at=good[0].at.replace(tzinfo=None))
    for one in (good[0], too_much, good[1], no_claim, good[2], no_zone, good[3]):
        recorder.take(one)
    recorder.settle()
    assert recorder.backlog().refused == 3
    assert on_record(store) == sorted(one.id for one in good)
    recorder.close()
    (aside,) = (tmp_path / "spool").iterdir()
    assert aside.suffix == ".refused"
    assert aside.stat().st_mode & 0o777 == 0o600
    aside.rename(aside.with_suffix(".spool"))
    (spool,) = left_behind(tmp_path / "spool")
    assert [piece.payload for piece in spool.pieces()] == [encode(one) for one in (too_much, no_claim, no_zone)]
    spool.release()


@pytest.mark.usefixtures("impatient")
def test_what_cannot_be_put_on_record_is_set_aside_once_however_often_it_is_tried(
    database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    store, folder = Store.open(database_url), tmp_path / "spool"
    good, bad = scored(claim("A1")), scored(claim("A2"), claim_json=b"no JSON")
    spool = Spool.make(folder)
    for payload in (b"of another program", encode(bad), encode(good), encode(good)):
        spool.append(payload)
    spool.release()
    os.truncate(spool.path, spool.size - 7)
    with away(database_url, request):
        recorder = Recorder(store, folder)
        for _ in range(3):
            recorder.take(scored())
            with pytest.raises(StoreError):
                recorder.settle()
        assert recorder.backlog().refused == 0
    recorder.close()
    assert recorder.backlog().refused == 2
    assert len(on_record(store)) == 4
    (aside,) = folder.iterdir()
    assert [piece.payload for piece in pieces(aside.read_bytes())] == [b"of another program", encode(bad), None]
    store.close()


def test_bytes_that_are_no_result_block_none(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    one = scored()
    spool = Spool.make(folder)
    spool.append(b"of another program")
    spool.append(encode(one))
    spool.release()
    recorder = Recorder(store, folder)
    recorder.close()
    assert recorder.backlog().refused == 1
    assert on_record(store) == [one.id]


def test_a_folder_in_which_nothing_can_wait_is_told_at_once(store: Store, tmp_path: Path) -> None:
    (tmp_path / "spool").touch()
    with pytest.raises(StoreError, match=r"results cannot wait in .*spool"):
        Recorder(store, tmp_path / "spool")


def test_threads_may_give_results_at_the_same_time(store: Store, tmp_path: Path) -> None:
    recorder = Recorder(store, tmp_path / "spool")
    results = [scored(claim(f"A{number}")) for number in range(400)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(recorder.take, results))
    recorder.settle()
    recorder.close()
    assert on_record(store) == sorted(one.id for one in results)
    with store.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM claim_version")).scalar() == 400
