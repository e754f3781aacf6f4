"""A batch is read to its end, whatever becomes of who reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from claims.fault import Fault
from claims.origin import Sourced
from serving.store import Store
from serving.store.tables import batch, score, work
from serving.worklist import Batch, Item, Sort, Worklist, readers, reading
from tests.serving.worklist.lists import ANN, EXAMPLES, dropped, worklist

NAMES = ("01_clean_visits.837", "02_typical_faults.837", "03_sent_twice.837")
IN_ORDER = Sort("number", descending=False)


def told(made: Worklist, of: Batch) -> list[tuple[object, ...]]:
    """What the list says of each claim."""

    def plain(item: Item) -> tuple[object, ...]:
        return item.number, item.claim_id, item.verdict, item.probability, item.at_risk, item.rules, item.main

    return [plain(item) for item in made.items(ANN, of.id, sort=IN_ORDER).items]


def test_a_batch_whose_reader_died_is_read_on_by_who_looks_at_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "TOGETHER", 4)
    with worklist(store, tmp_path) as other:
        whole = dropped(other, *NAMES)
        expected = told(other, whole)
    with worklist(store, tmp_path) as first:
        dies = first._readers
        taken = _stopped(first, after=8)
        assert (taken.state, taken.read) == ("reading", 8)
        dies.close()
    with store.begin() as connection:
        connection.execute(update(batch).where(batch.c.id == taken.id).values(beat=datetime.now(UTC)))
    with worklist(store, tmp_path) as second:
        second.batch(ANN, taken.id)
        second.settle()
        assert second.batch(ANN, taken.id).read == 8, "whoever read it said a moment ago that he lives"
        old = datetime.now(UTC) - readers.DEAD - timedelta(seconds=1)
        with store.begin() as connection:
            connection.execute(update(batch).where(batch.c.id == taken.id).values(beat=old))
        second.batch(ANN, taken.id)
        second.settle()
        done = second.batch(ANN, taken.id)
        assert (done.state, done.claims, done.verdicts) == ("done", whole.claims, whole.verdicts)
        assert (done.charge, done.at_risk) == (whole.charge, whole.at_risk)
        assert told(second, done) == expected
    with store.reading() as connection:
        scores, claims = (
            connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (score, work)
        )
    assert scores == claims == 2 * whole.claims


def test_who_passes_over_what_was_read_says_meanwhile_that_he_lives(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "TOGETHER", 4)
    monkeypatch.setattr(reading, "PASSED", 4)
    with worklist(store, tmp_path) as first:
        taken = _stopped(first, after=8)
    with store.begin() as connection:
        connection.execute(update(batch).values(beat=None))
    beats: list[datetime | None] = []
    original = reading.Reading._pass_over

    def watched(self: reading.Reading, item: Sourced | Fault) -> None:
        with store.reading() as connection:
            beats.append(connection.execute(select(batch.c.beat)).scalar_one())
        original(self, item)

    monkeypatch.setattr(reading.Reading, "_pass_over", watched)
    with worklist(store, tmp_path) as second:
        second.batch(ANN, taken.id)
        second.settle()
        assert second.batch(ANN, taken.id).state == "done"
    assert len(beats) == 8
    assert len(set(beats)) == 2


def _stopped(made: Worklist, after: int) -> Batch:
    """A batch whose reading stops after so many claims, as where its process ends."""
    asked = 0

    def ended() -> bool:
        nonlocal asked
        asked += 1
        return asked > 1 + after // reading.TOGETHER  # it is asked once before the thread begins

    made._readers._ended.is_set = ended  # type: ignore[method-assign]
    taken = made.take(ANN, [(name, [(EXAMPLES / name).read_bytes()]) for name in NAMES])
    made.settle()
    return made.batch(ANN, taken.id)


def test_whoever_reads_a_batch_that_another_took_over_writes_nothing_more(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "TOGETHER", 4)
    with worklist(store, tmp_path) as made:
        original = reading.Reading._take

        def robbed(self: reading.Reading, items: list[reading.Item], *, last: bool = False) -> bool:
            if self._read == 4:
                with store.begin() as connection:
                    connection.execute(update(batch).values(reader="another"))
            return original(self, items, last=last)

        monkeypatch.setattr(reading.Reading, "_take", robbed)
        taken = dropped(made, *NAMES)
        assert (taken.state, taken.read) == ("reading", 4)
        assert made.items(ANN, taken.id).total == 4


def test_what_cannot_be_read_is_told_with_its_file_and_its_place(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        whole = (EXAMPLES / NAMES[0]).read_bytes()
        files = [
            (r"C:\day\notes.txt", [b"not a claim"]), ("a.837", [whole[:1000], whole[1000:]]),
            ("b.json", [b'{"claim_id": "A1"}']), ("empty.837", [b""]),
        ]  # fmt: skip
        taken = made.take(ANN, files)
        made.settle()
        done = made.batch(ANN, taken.id)
        assert (done.state, done.claims, done.faults, done.name) == (
            "done",
            5,
            3,
            "notes.txt, a.837, b.json, empty.837",
        )
        said = {one.file: one.problem.detail for one in made.faults(ANN, taken.id)}
        assert set(said) == {"notes.txt", "b.json", "empty.837"}
        assert "another form" in said["b.json"]
        assert done.bytes == len(whole) + len(b"not a claim") + len(b'{"claim_id": "A1"}')


def test_a_batch_that_meets_a_defect_of_ours_fails_and_says_so(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes:
        raise RuntimeError("MRS SECRET")

    monkeypatch.setattr(reading, "pack", broken)
    with worklist(store, tmp_path) as made:
        done = dropped(made, NAMES[0])
        assert done.state == "failed"
        assert "please report" in done.problem
        assert "SECRET" not in done.problem


def test_files_that_did_not_come_whole_are_no_batch(store: Store, tmp_path: Path) -> None:
    def torn() -> object:
        yield b"ISA"
        raise OSError("the line is cut")

    with worklist(store, tmp_path) as made:
        with pytest.raises(OSError, match="cut"):
            made.take(ANN, [("a.837", torn())])  # type: ignore[list-item]
        assert made.batches(ANN) == []
