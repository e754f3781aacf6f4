"""Several people at the same moment, each a thread with a connection of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import claims
from claims.origin import Sourced
from serving.store import Store
from serving.worklist import Conflict, NotNow, Worklist
from tests.serving.worklist.lists import ANN, dropped, viewer, worklist

T = TypeVar("T")


def at_once(acts: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """What comes of acts that begin at the same moment."""
    barrier = Barrier(len(acts))

    def begun(act: Callable[[], T]) -> T | Exception:
        barrier.wait()
        try:
            return act()
        except (Conflict, NotNow) as error:
            return error

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(begun, acts))


def test_of_changes_at_the_same_moment_one_stands_and_the_others_are_told(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path, model=False) as made:
        batch = dropped(made, "01_clean_visits.837").id

        def change(place: str) -> Callable[[], object]:
            who = viewer("biller", f"biller {place}")
            return lambda: made.edit(who, batch, 1, 1, [{"op": "replace", "path": "/place_of_service", "value": place}])

        places = ["19", "20", "22", "23"]
        found = at_once([change(place) for place in places])
        assert sum(isinstance(one, Conflict) for one in found) == len(places) - 1
        now = made.item(ANN, batch, 1)
        [event] = now.events
        assert event.who == f"biller {now.claim.place_of_service}"
        assert now.item.revision == 2
        assert all(event.who in str(one) for one in found if isinstance(one, Conflict))


def test_of_ready_files_taken_at_the_same_moment_each_claim_is_in_one(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path, model=False) as made:
        batch = dropped(made, "01_clean_visits.837").id
        found = at_once([lambda: _released(made, batch) for _ in range(3)])
        sent = [claim for one in found if isinstance(one, list) for claim in one]
        assert len(sent) == len(set(sent)) == made.items(ANN, batch).total
        assert sum(isinstance(one, NotNow) for one in found) == 2


def _released(made: Worklist, batch: str) -> list[str]:
    taken = made.release(ANN, batch)
    return [item.claim.claim_id for item in claims.read_stream(taken.out.chunks(), "") if isinstance(item, Sourced)]
