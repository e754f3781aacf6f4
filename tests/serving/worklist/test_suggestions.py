from __future__ import annotations

from pathlib import Path

import claims
from claims.origin import Sourced
from serving.store import Store
from serving.worklist import Sort
from tests.serving.worklist.lists import ANN, EXAMPLES, dropped, worklist


def test_every_suggestion_brings_what_it_promised_and_is_in_the_ready_file(store: Store, tmp_path: Path) -> None:
    names = [path.name for path in sorted(EXAMPLES.glob("*.837"))]
    with worklist(store, tmp_path) as made:
        batch = dropped(made, *names).id
        listed = made.items(ANN, batch, sort=Sort("number", descending=False)).items
        taken = 0
        for item in listed:
            for nth, suggestion in enumerate(made.item(ANN, batch, item.number).score.suggestions):
                if any(step.get("value", "") is None for step in suggestion.patch):
                    continue  # the office obtains it: the promise was made with a made-up value
                revision = made.item(ANN, batch, item.number).item.revision
                changed = made.suggest(ANN, batch, item.number, revision, nth, "as the record shows")
                assert changed.cannot_write == ""
                assert changed.after.denial_probability == suggestion.denial_probability_after
                taken += 1
                [last] = [one for one in made.item(ANN, batch, item.number).events if one.can_undo]
                made.undo(ANN, batch, item.number, changed.item.revision, last.id)
        assert taken >= 4
        again = made.items(ANN, batch, sort=Sort("number", descending=False)).items
        plain = [(one.number, one.verdict, one.probability, one.at_risk, one.edited) for one in again]
        assert plain == [(one.number, one.verdict, one.probability, one.at_risk, 0) for one in listed]


def test_each_kind_of_claim_goes_out_as_it_was_changed(store: Store, tmp_path: Path) -> None:
    names = ["01_clean_visits.837", "04_hospital.837", "05_dental.837"]
    with worklist(store, tmp_path) as made:
        batch = dropped(made, *names).id
        listed = made.items(ANN, batch, sort=Sort("number", descending=False)).items
        for item in listed:
            patch = [{"op": "add", "path": "/prior_authorization", "value": f"PA{item.number}"}]
            changed = made.edit(ANN, batch, item.number, 1, patch)
            assert changed.cannot_write == ""
            if changed.item.verdict != "ready":
                made.waive(ANN, batch, item.number, "to see what comes of it")
        sent = made.release(ANN, batch)
        assert sent.held_back == ()
        read = [item for item in claims.read_stream(sent.out.chunks(), "") if isinstance(item, Sourced)]
        assert [item.claim for item in read] == [made.item(ANN, batch, item.number).claim for item in listed]
        assert [item.claim.prior_authorization for item in read] == [f"PA{item.number}" for item in listed]
