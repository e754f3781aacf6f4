from __future__ import annotations

from pathlib import Path

import pytest

from serving.store import Store
from serving.worklist import Filter, NotAllowed, NotHere, Sort
from tests.serving.worklist.lists import ANN, dropped, viewer, worklist


def test_a_file_that_was_dropped_is_a_list_of_claims_with_verdicts(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "02_typical_faults.837", "06_likely_refusals.837")
        assert (batch.state, batch.claims, batch.faults, batch.form) == ("done", 14, 0, "x12")
        page = made.items(ANN, batch.id)
        assert page.total == batch.claims == sum(batch.verdicts.values())
        assert page.sums.verdicts == batch.verdicts
        assert page.sums.at_risk == batch.at_risk
        dollars = [item.at_risk or 0 for item in page.items]
        assert dollars == sorted(dollars, reverse=True)
        first = made.item(ANN, batch.id, page.items[0].number)
        assert (first.claim.claim_id, first.previous) == (page.items[0].claim_id, None)
        assert first.next == page.items[1].number
        assert first.score.denial_probability == page.items[0].probability


def test_a_filter_lists_the_claims_that_it_names(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "02_typical_faults.837")
        everything = made.items(ANN, batch.id, sort=Sort("number", descending=False)).items
        choices = made.choices(ANN, batch.id)
        for rule in choices.rules:
            listed = made.items(ANN, batch.id, Filter(rule=rule.value)).items
            assert {one.number for one in listed} == {one.number for one in everything if rule.value in one.rules}
            assert len(listed) == rule.claims
        assert made.items(ANN, batch.id, Filter(verdict="fix")).total == batch.verdicts["fix"]


def test_another_office_sees_nothing_of_it(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "01_clean_visits.837")
        stranger = viewer(office="north")
        assert made.batches(stranger) == []
        for ask in (
            lambda: made.batch(stranger, batch.id),
            lambda: made.items(stranger, batch.id),
            lambda: made.faults(stranger, batch.id),
            lambda: made.item(stranger, batch.id, 1),
        ):
            with pytest.raises(NotHere):
                ask()


def test_who_may_not_score_drops_nothing(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made, pytest.raises(NotAllowed, match="score claims"):
        made.take(ANN.__class__("main", "bob", "analyst", frozenset()), [("a.837", [b""])])
