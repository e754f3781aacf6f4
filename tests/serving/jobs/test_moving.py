"""The process of the record: whoever is killed, what was answered is on record within seconds, once."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import httpx
import pytest

from serving.store import Recorder, Store
from serving.store.aside import Aside
from serving.store.recording import encode
from serving.store.spool import Spool, pieces
from tests.serving.api.calls import CLAIM, JSON
from tests.serving.api.server import Process, served
from tests.serving.server import ROOT
from tests.serving.store.made_up import claim, scored
from tests.serving.store.test_recorder import away, on_record

Start = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where results wait, and nothing else lies."""
    return tmp_path / "spool"


@pytest.fixture
def processes(database_url: str, folder: Path) -> Iterator[Start]:
    """Starts processes of the record on the test's database, and ends them."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        settings = {"CLEANCLAIM_STORE": database_url, "CLEANCLAIM_SPOOL": str(folder)}
        process = subprocess.Popen(
            [sys.executable, "-m", "serving.moving"],
            cwd=ROOT, env=os.environ | settings, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        _, told = process.communicate(timeout=30)
        assert process.returncode in {0, -signal.SIGKILL, -signal.SIGTERM}, "the last where it had not begun yet"
        assert "Traceback" not in told


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def reached(store: Store, count: int) -> bool:
    return len(on_record(store)) >= count


def left(folder: Path, *payloads: bytes) -> None:
    """A file that a process let go of."""
    spool = Spool.make(folder)
    for payload in payloads:
        spool.append(payload)
    spool.release()


def test_it_moves_what_others_let_go_of_and_leaves_what_they_hold(store: Store, folder: Path, processes: Start) -> None:
    process = processes()
    one, another = scored(claim("A1")), scored(claim("A2"))
    held = Spool.make(folder)
    held.append(encode(another))
    left(folder, encode(one), b"of another program")
    until(lambda: on_record(store) == [one.id])
    until(lambda: len(list(folder.glob("*.spool"))) == 1)
    held.release()
    until(lambda: on_record(store) == sorted([one.id, another.id]))
    (aside,) = folder.glob("*.refused")
    assert [piece.payload for piece in pieces(aside.read_bytes())] == [b"of another program"]
    process.terminate()
    assert process.wait(20) == 0


def test_killed_again_and_again_it_loses_nothing_and_nothing_lies_aside_twice(
    store: Store, folder: Path, processes: Start
) -> None:
    results = [scored(claim(f"A{number}")) for number in range(900)]
    bad = [scored(claim(f"B{number}"), claim_json=b"no JSON") for number in range(3)]
    for at in range(3):
        left(folder, encode(bad[at]), *map(encode, results[at * 300 : at * 300 + 300]))
    for seen in (1, 300):
        process = processes()
        until(partial(reached, store, seen))
        process.kill()
        process.wait()
    assert len(on_record(store)) < 900, "it was killed in the middle"
    processes()
    until(lambda: not list(folder.glob("*.spool")))
    assert on_record(store) == sorted(one.id for one in results)
    assert Aside(folder).records() == 3


def test_who_settles_while_it_moves_finds_all_on_record(store: Store, folder: Path, processes: Start) -> None:
    processes()
    workers = [Recorder(store, folder, hands_over=True) for _ in range(2)]

    def take(at: int) -> list[str]:
        ids = []
        for number in range(60):
            one = scored(claim(f"A{at}-{number}"))
            workers[at].take(one)
            ids.append(one.id)
            time.sleep(0.01)
            if number % 20 == 0:
                workers[at].settle()
                assert set(ids) <= set(on_record(store))
        workers[at].close()
        return ids

    with ThreadPoolExecutor(2) as threads:
        told = [one for ids in threads.map(take, range(2)) for one in ids]
    assert on_record(store) == sorted(told)
    assert not list(folder.iterdir())


def test_it_goes_on_when_the_store_is_back_and_said_once_that_it_was_away(
    database_url: str, folder: Path, processes: Start, request: pytest.FixtureRequest
) -> None:
    store = Store.open(database_url)
    first, second = scored(claim("A1")), scored(claim("A2"))
    process = processes()
    left(folder, encode(first))
    until(lambda: on_record(store) == [first.id])
    with away(database_url, request):
        left(folder, encode(second))
        time.sleep(1.5)
        assert process.poll() is None
    until(lambda: second.id in on_record(store))
    process.terminate()
    _, told = process.communicate(timeout=20)
    assert told.count("results wait for the store") <= 1
    store.close()


def test_it_ends_when_the_server_that_started_it_does(processes: Start) -> None:
    process = processes()
    assert process.stdin is not None
    process.stdin.close()
    process.stdin = None
    assert process.wait(20) == 0


def of_the_record(server: Process) -> int:
    """The process of the record that this server keeps."""
    (found,) = (pid for pid in children(server.process.pid) if b"serving.moving" in command(pid))
    return found


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def score(client: httpx.Client, count: int) -> list[str]:
    """Ids of results that were answered."""
    answers = [client.post("/v1/score?explain=none", content=CLAIM, headers=JSON) for _ in range(count)]
    return [answer.raise_for_status().json()["score_id"] for answer in answers]


def kept(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "store.db")) as store:
        return sorted(row[0] for row in store.execute("SELECT id FROM score"))


def test_whichever_process_of_a_server_is_killed_what_was_answered_is_on_record_within_seconds(tmp_path: Path) -> None:
    with served(tmp_path, "--workers", "2") as server:
        with server.client() as client:
            told = score(client, 5)
            until(lambda: kept(tmp_path) == sorted(told))
            os.kill(of_the_record(server), signal.SIGKILL)
            told += score(client, 5)
            until(lambda: kept(tmp_path) == sorted(told))
            told += score(client, 5)
            for worker in children(server.process.pid):
                if b"spawn_main" in command(worker):
                    os.kill(worker, signal.SIGKILL)
        until(lambda: kept(tmp_path) == sorted(told))
        with server.client() as client:
            told += score(client, 5)
        assert server.stop() == 0
    assert kept(tmp_path) == sorted(told)
