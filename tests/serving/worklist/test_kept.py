"""Sums and choices of a batch are kept while nothing is done with its claims, and never shown when something was."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import event

from serving.store import Store
from serving.worklist import Filter, Worklist
from tests.serving.worklist.lists import ANN, dropped, worklist


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
