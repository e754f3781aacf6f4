"""Another process moves what is taken; whatever becomes of it, results are on record, and who waits is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from serving.store import Backlog, Recorder, Store, StoreError
from serving.store.mover import Mover
from serving.store.recording import encode
from serving.store.spool import Spool, left_behind, pieces
from tests.serving.store.made_up import claim, scored
from tests.serving.store.outage import Unsteady
from tests.serving.store.test_recorder import away, impatient, on_record

__all__ = ["impatient"]

FOREVER = 1e9


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is never late, nor looked for: only who waits for it has it moved here."""
    monkeypatch.setattr("serving.store.recorder.LATE", FOREVER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where results wait, and nothing else lies."""
    place = tmp_path / "spool"
    place.mkdir()
    return place


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def nothing_waits(recorder: Recorder) -> bool:
    return not recorder.backlog().records


def let_go(folder: Path) -> Spool:
    """The file that a recorder let go of, taken over."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for spool in left_behind(folder):
            return spool
        time.sleep(0.01)
    raise AssertionError("it lets go of none")


def moved(store: Store, spool: Spool) -> None:
    Mover(store, spool.path.parent).move(spool)
    spool.remove()


@pytest.mark.usefixtures("patient")
def test_what_another_process_moved_is_no_longer_waited_for(store: Store, folder: Path) -> None:
    recorder = Recorder(store, folder, hands_over=True)
    results = [scored(claim(f"A{number}")) for number in range(3)]
    for one in results:
        recorder.take(one)
    mover = Mover(store, folder)

    def all_moved() -> bool:
        mover.move_free()
        return not recorder.backlog().records

    until(all_moved)
    assert on_record(store) == sorted(one.id for one in results)
    assert recorder.backlog() == Backlog(0, 0, 0, "")
    recorder.close()
    assert not list(folder.iterdir())


def test_what_nobody_moves_is_on_record_within_seconds(store: Store, folder: Path) -> None:
    recorder = Recorder(store, folder, hands_over=True)
    until(lambda: recorder._looked > 0)  # what is there at the start is moved here at once
    one = scored()
    recorder.take(one)
    until(lambda: not recorder.backlog().records)
    assert on_record(store) == [one.id]
    recorder.close()


@pytest.mark.usefixtures("patient")
def test_who_settles_waits_for_nobody_where_nobody_moves(store: Store, folder: Path) -> None:
    recorder = Recorder(store, folder, hands_over=True)
    results = [scored(claim(f"A{number}")) for number in range(450)]
    for one in results:
        recorder.take(one)
    recorder.settle()
    assert on_record(store) == sorted(one.id for one in results)
    recorder.close()
    assert not list(folder.iterdir())


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("done", [True, False], ids=["moved", "let go of"])
@pytest.mark.parametrize("way", [Recorder.settle, Recorder.close], ids=["settling", "closing"])
def test_what_another_process_is_moving_is_waited_for(
    store: Store, folder: Path, way: Callable[[Recorder], None], *, done: bool
) -> None:
    recorder = Recorder(store, folder, hands_over=True)
    until(lambda: recorder._looked > 0)
    one, another = scored(claim("A1")), scored(claim("A2"))
    recorder.take(one)
    held = let_go(folder)
    recorder.take(another)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(way, recorder)
        until(lambda: on_record(store) == [another.id])  # the file that nobody holds is moved here meanwhile
        time.sleep(0.05)
        assert not waiting.done(), "the first of both is not on record"
        if done:
            moved(store, held)
        else:
            held.release()  # as the system does where its process is killed
        waiting.result(20)
    assert on_record(store) == sorted([one.id, another.id])
    recorder.close()
    assert not list(folder.iterdir())


@pytest.mark.usefixtures("patient")
def test_who_settles_is_told_where_another_process_does_not_end_its_move(store: Store, folder: Path) -> None:
    recorder = Recorder(store, folder, hands_over=True)
    until(lambda: recorder._looked > 0)
    recorder.take(scored())
    held = let_go(folder)
    with pytest.raises(StoreError, match=r"the store did not take all results within 0\.1 s"):
        recorder.settle(0.1)
    assert recorder.backlog().records == 1
    moved(store, held)
    recorder.settle()
    recorder.close()


@pytest.mark.usefixtures("impatient")
def test_while_the_store_is_away_few_files_wait_and_each_who_settles_is_told(
    database_url: str, folder: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serving.store.recorder.LARGE", 64 << 20)
    monkeypatch.setattr("serving.store.recorder.LATE", 0.05)
    monkeypatch.setattr("serving.store.recorder.GATHER", 0.01)
    store = Store.open(database_url)
    workers = [Recorder(store, folder, hands_over=True) for _ in range(2)]
    results = [scored(claim(f"A{number}")) for number in range(60)]
    with away(database_url, request):
        for at, one in enumerate(results):
            workers[at % 2].take(one)
        for worker in workers:
            with pytest.raises(StoreError, match=r"results wait for the store: the store .* cannot be used"):
                worker.settle()
        until(lambda: all("cannot be used" in worker.backlog().trouble for worker in workers))
        files = len(list(folder.glob("*.spool")))
        for _ in range(50):
            more = scored(claim(f"B{len(results)}"))
            results.append(more)
            workers[0].take(more)
            time.sleep(0.01)
        assert len(list(folder.glob("*.spool"))) <= files + 1, "no file after another is begun"
    until(lambda: len(on_record(store)) == len(results))
    for worker in workers:
        until(partial(nothing_waits, worker))
        worker.close()
    assert on_record(store) == sorted(one.id for one in results)
    assert not list(folder.iterdir())
    store.close()


def test_what_was_refused_lies_aside_once_though_the_move_was_broken_off_and_begun_again(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serving.store.mover.AT_ONCE", 2)
    unsteady, bad = Unsteady.of(store), scored(claim("B1"), claim_json=b"no JSON")
    good = [scored(claim(f"A{number}")) for number in range(5)]
    spool = Spool.make(folder)
    for one in (bad, *good):
        spool.append(encode(one))
    spool.release()
    begin, begun = unsteady.begin, []

    def broken_off() -> object:
        begun.append(1)
        unsteady.away = len(begun) == 4
        return begin()

    monkeypatch.setattr(unsteady, "begin", broken_off)
    with pytest.raises(StoreError):
        Mover(unsteady, folder).move_free()
    assert 0 < len(on_record(store)) < 5
    unsteady.away = False
    recorder = Recorder(store, folder, hands_over=True)
    until(lambda: len(on_record(store)) == 5)
    assert recorder.backlog().refused == 1
    recorder.close()
    (aside,) = folder.iterdir()
    assert [piece.payload for piece in pieces(aside.read_bytes())] == [encode(bad)]


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_moved(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, another = scored(claim("A1")), scored(claim("A2"))
    for result in (one, another):
        spool = Spool.make(folder)
        spool.append(encode(result))
        spool.release()
    (first,) = (path for path in folder.iterdir() if encode(one) in path.read_bytes())
    reading = Spool.pieces

    def damaged(spool: Spool) -> object:
        if spool.path == first:
            raise OSError(5, "Input/output error")
        return reading(spool)

    with monkeypatch.context() as patch:
        patch.setattr(Spool, "pieces", damaged)
        with pytest.raises(OSError, match="Input/output error"):
            Mover(store, folder).move_free()
    assert on_record(store) == [another.id]
    Mover(store, folder).move_free()
    assert on_record(store) == sorted([one.id, another.id])


def test_threads_may_take_and_settle_at_the_same_time_as_others_move(store: Store, folder: Path) -> None:
    workers = [Recorder(store, folder, hands_over=True) for _ in range(2)]
    over = threading.Event()

    def take(at: int) -> list[str]:
        ids = []
        for number in range(40):
            one = scored(claim(f"A{at}-{number}"))
            workers[at % 2].take(one)
            ids.append(one.id)
            if number % 10 == 0:
                workers[at % 2].settle()
                assert set(ids) <= set(on_record(store)), "what was taken before the call is on record after it"
        return ids

    def move() -> None:
        mover = Mover(store, folder)
        while not over.is_set():
            mover.move_free()

    with ThreadPoolExecutor(5) as threads:
        moving = threads.submit(move)
        told = [one for ids in threads.map(take, range(4)) for one in ids]
        for worker in workers:
            worker.close()
        over.set()
        moving.result(20)
    assert on_record(store) == sorted(told)
    assert not list(folder.iterdir())
