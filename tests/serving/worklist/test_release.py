from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.event import listen

import claims
from claims.claim import Claim
from claims.origin import Sourced
from serving.store import Store
from serving.store.tables import event, submission, work
from serving.worklist import Filter, NotHere, NotNow, Sort, Taken, Worklist, exports, releasing
from serving.worklist.outgoing import Writing
from tests.serving.worklist.lists import ANN, EXAMPLES, TODAY, dropped, viewer, worklist


def read(content: bytes) -> list[Claim]:
    """The claims of a file, which has no fault."""
    items = list(claims.read_stream([content], "ready.837"))
    assert all(isinstance(item, Sourced) and not item.faults for item in items)
    return [item.claim for item in items if isinstance(item, Sourced)]


def content(taken: Taken) -> bytes:
    return b"".join(taken.out.chunks())


def digests(store: Store, table: str) -> set[str]:
    with store.reading() as connection:
        return set(
            connection.execute(select({"submission": submission, "event": event}[table].c.claim_digest)).scalars()
        )


def test_the_ready_file_holds_what_may_be_sent_byte_for_byte_and_once(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "01_clean_visits.837").id
        assert made.items(ANN, batch).sums.ready_to_send == 5
        taken = made.release(ANN, batch)
        assert (taken.release.number, taken.release.claims, taken.held_back) == (1, 5, ())
        assert (taken.out.name, taken.out.media_type) == ("01_clean_visits-ready.837", "application/edi-x12")
        assert content(taken) == (EXAMPLES / "01_clean_visits.837").read_bytes()
        listed = made.items(ANN, batch)
        assert listed.sums.states == {"released": 5}
        assert listed.sums.ready_to_send == 0
        with pytest.raises(NotNow, match="not sent already"):
            made.release(ANN, batch)
        assert content(made.release_again(ANN, batch, 1)) == (EXAMPLES / "01_clean_visits.837").read_bytes()
        with pytest.raises(NotHere):
            made.release_again(ANN, batch, 2)
        with pytest.raises(NotNow, match="replacement"):
            made.edit(ANN, batch, 1, 2, [{"op": "add", "path": "/referral", "value": "R1"}])
        assert made.batch(ANN, batch).ready_by == "ann"


def test_what_the_ready_file_holds_is_on_record_as_sent_once(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "03_sent_twice.837").id
        content(made.release(ANN, batch))
        with store.reading() as connection:
            query = select(work.c.claim_digest).where(work.c.state == "released")
            sent = set(connection.execute(query).scalars())
        assert digests(store, "submission") == digests(store, "event") == sent
        assert len(sent) == 1
        content(made.release_again(ANN, batch, 1))
        assert digests(store, "submission") == sent


def test_corrected_claims_go_out_corrected_in_a_file_of_their_own_with_other_control_numbers(
    store: Store, tmp_path: Path
) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "02_typical_faults.837", "01_clean_visits.837").id
        first = content(made.release(ANN, batch))
        assert len(read(first)) == 5
        [faulty] = made.items(ANN, batch, Filter(rule="diagnosis-codes")).items
        changed = made.suggest(ANN, batch, faulty.number, 1, 0, "type 2 without complications, note of 3 June")
        assert (changed.after.verdict, changed.cannot_write) == ("ready", "")
        [anyway] = made.items(ANN, batch, Filter(rule="prior-authorization")).items
        made.waive(ANN, batch, anyway.number, "the payer waived it by phone")
        second = content(made.release(ANN, batch))
        numbers = {anyway.number, faulty.number}
        assert read(second) == [made.item(ANN, batch, number).claim for number in sorted(numbers)]
        assert b"E119" in second
        controls = [
            item.origin.controls for item in claims.read_stream([first, second], "") if isinstance(item, Sourced)
        ]
        assert len({one.interchange for one in controls}) == len({one.interchange for one in controls[:5]}) + 1
        assert [one.claims for one in made.releases(ANN, batch)] == [5, 2]
        third = read(b"".join(made.held(ANN, batch).chunks()))
        assert {one.claim_id for one in third} == {
            one.claim_id for one in made.items(ANN, batch, Filter(state="open")).items
        }


def test_a_claim_that_its_file_cannot_carry_stays_and_is_named(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "01_clean_visits.837").id
        patch = [{"op": "add", "path": "/benefits_assigned", "value": "MAYBE~"}]
        changed = made.edit(ANN, batch, 1, 1, patch)
        assert "cannot be written into the 837" in changed.cannot_write
        if changed.item.verdict != "ready":
            made.waive(ANN, batch, 1, "to see what comes of it")
        taken = made.release(ANN, batch)
        assert [number for number, _ in taken.held_back] == [1]
        assert taken.release.claims == len(read(content(taken))) == 4
        item = made.item(ANN, batch, 1)
        assert (item.item.state != "released", item.events[0].action) == (True, "held back")
        assert "cannot be written" in item.events[0].why
        held = made.held(ANN, batch)
        assert [one.claim_id for one in read(b"".join(held.chunks()))] == [item.item.claim_id]
        assert [one.number for one in held.cannot_write] == [1]


def test_every_claim_is_in_the_ready_file_or_in_the_held_one_also_when_it_rests(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "01_clean_visits.837").id
        every = {one.claim_id for one in made.items(ANN, batch, Filter()).items}
        resting = made.item(ANN, batch, 2).item.claim_id
        made.snooze(ANN, batch, [2], TODAY + timedelta(days=1))
        held = {one.claim_id for one in read(b"".join(made.held(ANN, batch).chunks()))}
        ready = {one.claim_id for one in read(content(made.release(ANN, batch)))}
        assert resting in held
        assert (held & ready, held | ready) == (set(), every)


def test_claims_of_a_table_go_out_as_json(store: Store, tmp_path: Path) -> None:
    one = b'{"claim_id": "A1", "payer": {"id": "X"}, "total_charge": "80.00"}\n'
    with worklist(store, tmp_path, model=False) as made:
        taken = made.take(ANN, [("day.ndjson", [one, one.replace(b"A1", b"A2")])])
        made.settle()
        batch = made.batch(ANN, taken.id)
        assert (batch.form, batch.claims) == ("json", 2)
        held = made.held(ANN, taken.id)
        assert held.name == "day-held.ndjson"
        assert [claim.claim_id for claim in read(b"".join(held.chunks()))] == ["A1", "A2"]


def test_the_table_of_a_list_is_its_filter_and_runs_no_formula(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "01_clean_visits.837").id
        made.assign(ANN, batch, [1], "=HYPERLINK(1)")
        text = b"".join(made.csv(ANN, batch, Filter(verdict="ready"), Sort("number", descending=False))).decode()
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5"]
        assert rows[0]["assignee"] == "'=HYPERLINK(1)"


def test_the_277ca_rejects_what_is_to_fix_and_accepts_the_rest(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "02_typical_faults.837").id
        number = made.items(ANN, batch, Filter(rule="diagnosis-codes")).items[0].number
        made.suggest(ANN, batch, number, 1, 0, "type 2 without complications")
        text = b"".join(made.acknowledgement(ANN, batch)).decode()
        accepted = {claim: status == "A1" for claim, status in re.findall(r"TRN\*2\*(MS-\d+)~\s*STC\*(\w\d)", text)}
        assert accepted == {f"MS-200{at}": at == 4 for at in range(1, 9)}


def test_while_a_batch_is_read_nothing_of_it_is_sent(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = _left(made, "01_clean_visits.837")
        for take in (made.release, made.held):
            with pytest.raises(NotNow, match="still being read"):
                take(ANN, batch)


def _left(made: Worklist, name: str) -> str:
    """A batch that nobody reads any more, and nobody may take over yet."""
    made.close()
    return made.take(ANN, [(name, [(EXAMPLES / name).read_bytes()])]).id


@pytest.mark.parametrize("fails", ["ready", "take_submissions"])
def test_a_ready_file_whose_writing_failed_is_finished_and_none_is_saved_before(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "no space left on device")

    with worklist(store, tmp_path) as made:
        batch = dropped(made, "01_clean_visits.837").id
        with monkeypatch.context() as patch:
            patch.setattr(Writing if fails == "ready" else releasing, fails, full)
            with pytest.raises(OSError, match="no space left"):
                made.release(ANN, batch)
        [begun] = made.releases(ANN, batch)
        assert (begun.claims, begun.done, digests(store, "submission")) == (5, None, set())
        with pytest.raises(NotNow, match="finish it on the page of the batch"):
            made.release_again(ANN, batch, 1)
        taken = made.finish_release(ANN, batch, 1)
        assert content(taken) == (EXAMPLES / "01_clean_visits.837").read_bytes()
        assert len(digests(store, "submission")) == 5
        [done] = made.releases(ANN, batch)
        assert done.done is not None
        assert content(made.release_again(ANN, batch, 1)) == (EXAMPLES / "01_clean_visits.837").read_bytes()
        with pytest.raises(NotHere):
            made.finish_release(ANN, batch, 2)


def test_a_ready_file_that_is_saved_again_writes_nothing_to_the_store(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "01_clean_visits.837").id
        content(made.release(ANN, batch))
        wrote = list[str]()
        listen(store.engine, "before_cursor_execute", lambda *call: wrote.append(call[2]))
        content(made.release_again(ANN, batch, 1))
        assert wrote
        assert not [one for one in wrote if not one.startswith(("SELECT", "BEGIN"))]


def test_the_table_of_a_list_tells_each_claim_once_while_others_change_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "01_clean_visits.837", "02_typical_faults.837").id
        rows = made.csv(ANN, batch, Filter(assignee="-"), Sort("assignee", descending=False))
        text = next(rows) + next(rows)
        made.assign(ANN, batch, [1, 2, 3, 8], "ann")  # those told, and two that are not: none is in the filter now
        told = [row["number"] for row in csv.DictReader(io.StringIO((text + b"".join(rows)).decode()))]
        assert told == [str(item.number) for item in sorted(made.items(ANN, batch).items, key=lambda one: one.number)]


def test_what_a_file_is_called_is_told_to_who_may_see_patients_alone(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path, model=False) as made:
        content = (EXAMPLES / "01_clean_visits.837").read_bytes()
        taken = made.take(ANN, [("SECRETNAME ruth.837", [content]), ("SECRETNAME2.837", [b"nothing"])])
        made.settle()
        analyst = viewer("analyst", "cleo")
        seen = [
            made.batches(analyst),
            made.batch(analyst, taken.id),
            made.faults(analyst, taken.id),
            made.items(analyst, taken.id),
            made.item(analyst, taken.id, 1),
        ]
        assert "SECRETNAME" not in repr(seen)
        assert made.batch(analyst, taken.id).name == f"Batch {taken.id[:8]}"
        assert made.item(analyst, taken.id, 1).file == "file 1"
        assert {one.file for one in made.faults(analyst, taken.id)} == {"file 2"}
        assert "SECRETNAME ruth.837" in made.batch(ANN, taken.id).name
