"""What the server limits and counts holds for claims on the page as for those that are sent to it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from serving.score import Score
from serving.store import Store
from serving.worklist import Watch
from tests.serving.worklist.lists import ANN, dropped, worklist


def test_each_result_is_counted_those_of_a_batch_and_those_of_changes(store: Store, tmp_path: Path) -> None:
    told: Counter[tuple[str, str]] = Counter()

    def scored(score: Score, via: str) -> None:
        told[score.verdict, via] += 1

    with worklist(store, tmp_path, model=False, watch=Watch(scored=scored)) as made:
        batch = dropped(made, "02_typical_faults.837")
        assert told == {(verdict, "page"): count for verdict, count in batch.verdicts.items()}
        made.recheck(ANN, batch.id, [1])
        assert sum(told.values()) == batch.claims + 1


def test_a_claim_of_too_many_lines_is_told_as_a_fault_and_the_others_are_scored(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path, model=False) as made:
        whole = dropped(made, "01_clean_visits.837")
        lengths = [len(made.item(ANN, whole.id, item.number).claim.lines) for item in made.items(ANN, whole.id).items]
    with worklist(store, tmp_path, model=False, watch=Watch(lines=1)) as made:
        batch = dropped(made, "01_clean_visits.837")
        assert (batch.claims, batch.faults) == (lengths.count(1), len(lengths) - lengths.count(1))
        [first, *_] = made.faults(ANN, batch.id)
        assert "more than 1 lines" in first.problem.detail
        assert first.file == "01_clean_visits.837"


def test_a_claim_of_just_as_many_lines_as_are_taken_is_scored(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path, model=False, watch=Watch(lines=2)) as made:
        assert dropped(made, "01_clean_visits.837").faults == 0
