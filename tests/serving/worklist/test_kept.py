"""Sums and choices of a batch are kept while nothing is done with its claims, and never shown when something was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from serving.store import Store
from serving.worklist import Filter, Worklist, kept
from tests.serving.worklist.lists import ANN, TODAY, dropped, worklist


@pytest.fixture
def statements(store: Store) -> list[str]:
    """What the database is asked for."""
    told = list[str]()
    event.listen(store.engine, "before_cursor_execute", lambda *call: told.append(call[2]))
    return told


def grouped(statements: list[str]) -> int:
    return sum("GROUP BY" in one for one in statements)


def owned(made: Worklist, batch_id: str) -> dict[str, int]:
    return {one.value: one.claims for one in made.choices(ANN, batch_id).assignees}


def test_a_batch_that_nobody_touched_is_walked_through_once(
    store: Store, tmp_path: Path, statements: list[str]
) -> None:
    with worklist(store, tmp_path, model=False) as made:
        batch = dropped(made, "02_typical_faults.837")
        first = made.choices(ANN, batch.id)
        walks = grouped(statements)
        assert walks
        assert made.choices(ANN, batch.id) == first
        assert grouped(statements) == walks


def test_a_change_by_another_process_is_seen_at_once(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path / "1", model=False) as made, worklist(store, tmp_path / "2", model=False) as other:
        batch = dropped(made, "02_typical_faults.837")
        assert owned(made, batch.id) == {}
        number = made.items(ANN, batch.id).items[0].number
        other.assign(ANN, batch.id, [number], "ann")
        assert owned(made, batch.id) == {"ann": 1}
        assert made.people(ANN, batch.id) == ["ann"]


def test_sums_follow_each_decision_and_each_filter_has_its_own(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path, model=False) as made:
        batch = dropped(made, "01_clean_visits.837", "02_typical_faults.837")
        held = next(item for item in made.items(ANN, batch.id).items if item.verdict == "fix")
        before = made.items(ANN, batch.id, size=0).sums
        fixes = made.items(ANN, batch.id, Filter(verdict="fix"), size=0).sums
        assert fixes.claims == before.verdicts["fix"] < before.claims
        made.waive(ANN, batch.id, held.number, "the payer asked for it")
        after = made.items(ANN, batch.id, size=0).sums
        assert after.ready_to_send == before.ready_to_send + 1
        assert after.states["waived"] == 1


def test_two_batches_do_not_share_answers(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path, model=False) as made:
        one, two = dropped(made, "02_typical_faults.837"), dropped(made, "01_clean_visits.837")
        claims = [made.items(ANN, batch.id, size=0).total for batch in (one, two)]
        assert claims == [one.claims, two.claims]
        assert claims[0] != claims[1]


def test_after_a_change_only_the_part_of_the_batch_is_walked_in_which_it_was_made(
    store: Store, tmp_path: Path, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "SMALLEST", 2)
    with worklist(store, tmp_path, model=False) as made:
        batch = dropped(made, "01_clean_visits.837", "02_typical_faults.837")
        before = grouped(statements)
        made.choices(ANN, batch.id)
        parts = grouped(statements) - before
        assert parts == -(-batch.read // 2) > 3
        made.assign(ANN, batch.id, [batch.read], "ann")
        before = grouped(statements)
        assert owned(made, batch.id) == {"ann": 1}
        assert grouped(statements) - before == 1


@given(data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_by_parts_is_what_is_found_anew(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    monkeypatch.setattr(kept, "SMALLEST", data.draw(st.integers(1, 20)))
    with (
        worklist(store, tmp_path / "1", model=False) as made,
        worklist(store, tmp_path / "2", model=False) as other,
    ):
        found = made.batches(ANN)
        batch = found[0] if found else dropped(made, "01_clean_visits.837", "02_typical_faults.837")
        some = st.lists(st.integers(1, batch.read), max_size=4, unique=True)
        for _ in range(data.draw(st.integers(0, 4))):
            by = data.draw(st.sampled_from([made, other]))
            by.assign(ANN, batch.id, data.draw(some), data.draw(st.sampled_from(["", "ann", "bob"])))
            by.snooze(ANN, batch.id, data.draw(some), data.draw(st.sampled_from([None, TODAY + timedelta(days=9)])))
            seen(made, batch.id)
        with worklist(store, tmp_path / "3", model=False) as anew:
            assert seen(made, batch.id) == seen(anew, batch.id)


def seen(made: Worklist, batch_id: str) -> object:
    filters = (Filter(), Filter(verdict="fix"), Filter(snoozed=True), Filter(assignee="ann"))
    sums = [made.items(ANN, batch_id, one, size=0).sums for one in filters]
    return made.choices(ANN, batch_id), made.aside(ANN, batch_id, 14), sums
