from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from serving.pages.resting import suggested
from serving.store import Store
from serving.worklist import EVERYBODY, NotNow
from serving.worklist.filter import Filter, Sort
from serving.worklist.intake import keep_example
from tests.serving.worklist.lists import EXAMPLES, TODAY, worklist


def test_the_example_is_kept_once_and_read_by_the_first_process_that_starts(store: Store, tmp_path: Path) -> None:
    assert keep_example(store, EXAMPLES, TODAY)
    assert not keep_example(store, EXAMPLES, TODAY)
    with worklist(store, tmp_path) as made:
        made.read_on()
        made.settle()
        [one] = made.batches(EVERYBODY)
        assert (one.name, one.state, one.faults) == ("Example claims", "done", 0)
        assert one.claims == sum(one.verdicts.values()) == 26
        assert set(one.verdicts) == {"fix", "review", "ready"}


def test_filing_limits_of_the_example_are_counted_from_the_day_on_which_its_claims_are_sent(
    store: Store, tmp_path: Path
) -> None:
    assert keep_example(store, EXAMPLES, TODAY + timedelta(days=900))
    with worklist(store, tmp_path) as made:
        made.read_on()
        made.settle()
        [one] = made.batches(EVERYBODY)
        assert one.day(TODAY) == one.as_of == date(2026, 6, 20)
        items = made.items(EVERYBODY, one.id, Filter(), Sort(), 1).items
        known = [(item.deadline, item.days_left) for item in items if item.deadline is not None]
        assert known
        assert all(left == (deadline - one.day(TODAY)).days for deadline, left in known)


def test_claims_of_the_example_rest_by_the_day_on_which_they_are_sent_as_well(store: Store, tmp_path: Path) -> None:
    assert keep_example(store, EXAMPLES, TODAY)
    with worklist(store, tmp_path) as made:
        made.read_on()
        made.settle()
        [one] = made.batches(EVERYBODY)
        assert suggested(made, EVERYBODY, one.id) == date(2026, 6, 27) < TODAY
        assert made.snooze(EVERYBODY, one.id, [3], date(2026, 6, 27)) == 1
        assert made.aside(EVERYBODY, one.id, 14).resting == 1
        assert [item.number for item in made.items(EVERYBODY, one.id, Filter(snoozed=True)).items] == [3]
        with pytest.raises(NotNow, match="today counts as 2026-06-20"):
            made.snooze(EVERYBODY, one.id, [3], date(2026, 6, 20))


def test_a_folder_without_claims_is_no_example(store: Store, tmp_path: Path) -> None:
    assert not keep_example(store, tmp_path, TODAY)
