from __future__ import annotations

from pathlib import Path

from serving.store import Store
from serving.worklist import EVERYBODY
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


def test_a_folder_without_claims_is_no_example(store: Store, tmp_path: Path) -> None:
    assert not keep_example(store, tmp_path, TODAY)
