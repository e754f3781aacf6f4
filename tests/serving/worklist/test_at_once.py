"""What two people do with one claim at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import RowMapping

from claims.origin import Sourced
from serving.score import Score
from serving.scorer import Scorer
from serving.store import Store
from serving.worklist.desk import Desk
from tests.serving.worklist.lists import ANN, dropped, viewer, worklist

BOB = viewer("biller", "bob")


def while_it_is_scored(monkeypatch: pytest.MonkeyPatch, does: Callable[[], object]) -> None:
    """The next time that a claim is scored, somebody else does something first."""
    scored = Desk.scored

    def slowly(desk: Desk, row: RowMapping, sourced: Sourced) -> tuple[Score, Scorer]:
        monkeypatch.setattr(Desk, "scored", scored)
        does()
        return scored(desk, row, sourced)

    monkeypatch.setattr(Desk, "scored", slowly)


def test_a_claim_that_is_checked_again_while_somebody_changes_it_keeps_the_change(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "01_clean_visits.837").id
        patch = [{"op": "replace", "path": "/place_of_service", "value": "22"}]
        while_it_is_scored(monkeypatch, lambda: made.edit(BOB, batch, 1, 1, patch))
        assert made.recheck(ANN, batch, [1]) == []
        now = made.item(ANN, batch, 1)
        assert (now.claim.place_of_service, now.item.revision) == ("22", 2)
        assert [one.action for one in now.events] == ["edit"]


def test_what_goes_out_while_it_is_checked_again_stays_as_it_went_out(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "01_clean_visits.837").id
        while_it_is_scored(monkeypatch, lambda: made.release(ANN, batch))
        assert made.recheck(ANN, batch, [1]) == []
        now = made.item(ANN, batch, 1)
        assert (now.item.state, [one.action for one in now.events]) == ("released", ["release"])


def test_a_change_stands_though_a_later_claim_of_the_patient_went_out_meanwhile(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "03_sent_twice.837").id
        patch = [{"op": "replace", "path": "/lines/0/service_date", "value": "2026-06-10"}]  # no repetition any more
        scored = Desk.scored

        def later(desk: Desk, row: RowMapping, sourced: Sourced) -> tuple[Score, Scorer]:
            if row["number"] > 1:
                monkeypatch.setattr(Desk, "scored", scored)
                made.waive(ANN, batch, row["number"], "as the payer asked")
                made.release(ANN, batch).out.file.close()
            return scored(desk, row, sourced)

        monkeypatch.setattr(Desk, "scored", later)
        changed = made.edit(ANN, batch, 1, 1, patch)
        assert changed.also == ()
        assert changed.item.edited == 1
        assert made.item(ANN, batch, 2).item.state == "released"
