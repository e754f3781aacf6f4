from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from serving.store import Store
from serving.suggest.patch import Patch
from serving.worklist import Conflict, Filter, Invalid, NotAllowed, NotNow, Sort, Watch, Worklist
from serving.worklist.changing import stayed
from serving.worklist.item import OTHER_CLAIMS
from tests.cli.command import ROOT
from tests.serving.worklist.lists import ANN, dropped, viewer, worklist

BOB = viewer("biller", "bob")
RENDERING = "1999999026"
"""The clinician's NPI in the examples."""


def number_of(made: Worklist, batch: str, rule: str) -> int:
    """The claim in which a rule finds something."""
    [one] = made.items(ANN, batch, Filter(rule=rule)).items
    return one.number


def test_a_mistyped_npi_is_mended_and_the_claim_is_scored_at_once(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "02_typical_faults.837").id
        number = number_of(made, batch, "npi-check-digit")
        seen = made.item(ANN, batch, number)
        [finding] = [one for one in seen.score.findings if one.rule == "npi-check-digit"]
        patch = [{"op": "replace", "path": finding.field, "value": RENDERING}]
        changed = made.edit(ANN, batch, number, seen.item.revision, patch, "typed wrong at the desk")
        assert changed.before == seen.score
        assert (changed.before.verdict, changed.after.verdict) == ("fix", "ready")
        assert changed.cannot_write == ""
        after = made.item(ANN, batch, number)
        assert (after.item.verdict, after.item.edited, after.score) == ("ready", 1, changed.after)
        assert after.first == seen.claim != after.claim
        [event] = after.events
        assert (event.action, event.who, event.why, event.can_undo) == ("edit", "ann", "typed wrong at the desk", True)
        assert json.loads(event.after) == {finding.field: RENDERING}
        assert (event.verdict_before, event.verdict_after) == ("fix", "ready")


def test_what_follows_from_a_change_follows_it_and_goes_with_it(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "01_clean_visits.837").id
        seen = made.item(ANN, batch, 1)
        first, *others = seen.claim.lines
        dearer = first.charge + 10
        changed = made.edit(ANN, batch, 1, 1, [{"op": "replace", "path": "/lines/0/charge", "value": str(dearer)}])
        now = made.item(ANN, batch, 1)
        assert now.claim.total_charge == dearer + sum(line.charge for line in others) == changed.item.charge
        assert (changed.after.verdict, changed.cannot_write) == (seen.score.verdict, "")
        [event] = now.events
        assert event.field.split() == ["/total_charge", "/lines/0/charge"]
        made.undo(ANN, batch, 1, 2, event.id)
        assert made.item(ANN, batch, 1).claim == seen.claim


def test_what_is_taken_back_is_as_if_it_had_not_been(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "01_clean_visits.837").id
        first = made.item(ANN, batch, 1)
        places = ["22", "23"]
        for revision, place in enumerate(places, 1):
            made.edit(ANN, batch, 1, revision, [{"op": "replace", "path": "/place_of_service", "value": place}])
        later, earlier = made.item(ANN, batch, 1).events
        with pytest.raises(NotNow, match="after it first"):
            made.undo(ANN, batch, 1, 3, earlier.id)
        made.undo(ANN, batch, 1, 3, later.id)
        assert made.item(ANN, batch, 1).claim.place_of_service == "22"
        made.undo(ANN, batch, 1, 4, earlier.id)
        now = made.item(ANN, batch, 1)
        assert (now.claim, now.item.edited) == (first.claim, 0)
        assert (now.score.denial_probability, now.score.findings) == (
            first.score.denial_probability,
            first.score.findings,
        )
        assert [one.action for one in now.events] == ["undo", "undo", "edit", "edit"]
        assert not any(one.can_undo for one in now.events)


def test_of_two_people_who_change_one_claim_the_second_is_told_what_the_first_did(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "01_clean_visits.837").id
        patch = [{"op": "replace", "path": "/place_of_service", "value": "22"}]
        made.edit(BOB, batch, 1, 1, patch)
        with pytest.raises(Conflict, match="bob changed the claim at"):
            made.edit(ANN, batch, 1, 1, [{"op": "replace", "path": "/place_of_service", "value": "23"}])
        assert made.item(ANN, batch, 1).claim.place_of_service == "22"
        made.note(BOB, batch, 1, "called the payer")
        made.edit(ANN, batch, 1, 2, [{"op": "replace", "path": "/place_of_service", "value": "23"}])


@pytest.mark.parametrize(
    ("patch", "says"),
    [
        ([{"op": "replace", "path": "/nosuch", "value": "1"}], "leads nowhere"),
        ([{"op": "add", "path": "/nosuch", "value": "1"}], "no such field"),
        ([{"op": "replace", "path": "/total_charge", "value": "much"}], "does not fit"),
        ([{"op": "test", "path": "/claim_id", "value": "x"}], "cannot be applied"),
        ([{"path": "/claim_id"}], "RFC 6902"),
        ([{"op": "replace", "path": "/place_of_service", "value": "11"}], "changes nothing"),
    ],
)
def test_what_makes_no_claim_changes_nothing(
    store: Store, tmp_path: Path, patch: list[dict[str, object]], says: str
) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "01_clean_visits.837").id
        before = made.item(ANN, batch, 1)
        with pytest.raises(Invalid, match=says):
            made.edit(ANN, batch, 1, 1, patch)
        assert made.item(ANN, batch, 1) == before


def test_a_modifier_is_attested_and_never_clicked_through(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "06_likely_refusals.837").id
        views = [made.item(ANN, batch, one.number) for one in made.items(ANN, batch).items]
        view, nth = next(
            (view, nth)
            for view in views
            for nth, one in enumerate(view.score.suggestions)
            if any("/modifiers" in step["path"] and step.get("value") for step in one.patch)
        )
        number = view.item.number
        with pytest.raises(NotNow, match="what the record shows"):
            made.suggest(ANN, batch, number, 1, nth)
        changed = made.suggest(ANN, batch, number, 1, nth, "therapy plan of 12 March")
        after = changed.after.denial_probability
        assert after == view.score.suggestions[nth].denial_probability_after
        [event] = made.item(ANN, batch, number).events
        assert (event.action, event.why) == ("suggestion", "therapy plan of 12 March")


def test_a_value_that_the_office_obtains_is_entered_with_the_suggestion(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "02_typical_faults.837").id
        number = number_of(made, batch, "prior-authorization")
        suggestions = made.item(ANN, batch, number).score.suggestions
        nth = next(at for at, one in enumerate(suggestions) if any(step.get("value", "") is None for step in one.patch))
        with pytest.raises(NotNow, match="enter the value"):
            made.suggest(ANN, batch, number, 1, nth)
        changed = made.suggest(ANN, batch, number, 1, nth, value=" AUTH123 ")
        assert "prior-authorization" not in {one.rule for one in changed.after.findings}
        assert "AUTH123" in made.item(ANN, batch, number).events[0].after


def test_the_duplicate_is_no_duplicate_once_the_first_of_the_two_is_another(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "03_sent_twice.837").id
        assert number_of(made, batch, "exact-duplicate") == 2
        patch = [{"op": "replace", "path": "/lines/0/service_date", "value": "2026-03-02"}]
        changed = made.edit(ANN, batch, 1, 1, patch)
        assert changed.also == (2,)
        assert made.items(ANN, batch, Filter(rule="exact-duplicate")).total == 0
        assert made.recheck(ANN, batch, [2])[0].after.verdict == "ready"


def test_checking_again_gives_the_numbers_of_the_first_time(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "02_typical_faults.837", "03_sent_twice.837", "06_likely_refusals.837").id
        items = made.items(ANN, batch, sort=Sort("number", descending=False)).items
        for before, changed in zip(items, made.recheck(ANN, batch, [one.number for one in items]), strict=True):
            after = changed.item
            assert (after.verdict, after.probability, after.at_risk) == (
                before.verdict,
                before.probability,
                before.at_risk,
            )
            assert (after.rules, after.codes, after.deadline) == (before.rules, before.codes, before.deadline)


def test_to_send_a_claim_anyway_needs_the_right_and_a_reason(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "02_typical_faults.837").id
        number = number_of(made, batch, "prior-authorization")
        with pytest.raises(NotAllowed, match="scope override"):
            made.waive(BOB, batch, number, "the payer said so")
        with pytest.raises(NotNow, match="why"):
            made.waive(ANN, batch, number, " ")
        made.waive(ANN, batch, number, "the payer said so")
        assert made.item(ANN, batch, number).item.state == "waived"
        with pytest.raises(NotNow, match="nothing holds"):
            made.waive(ANN, batch, number, "again")
        made.unwaive(BOB, batch, number)
        assert [one.action for one in made.item(ANN, batch, number).events] == ["unwaive", "waive"]
        made.waive(ANN, batch, number, "after all")
        made.edit(BOB, batch, number, 4, [{"op": "add", "path": "/referral", "value": "R1"}])
        assert made.item(ANN, batch, number).item.state == "open", "it was decided about the claim as it was"


def test_claims_are_given_to_people_and_rest(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "01_clean_visits.837").id
        with pytest.raises(NotAllowed, match="override"):
            made.assign(BOB, batch, [1, 2], "cleo")
        assert made.assign(BOB, batch, [1, 2, 99], "bob") == 2
        assert made.assign(BOB, batch, [1], "bob") == 0
        assert {one.number for one in made.items(ANN, batch, Filter(assignee="bob")).items} == {1, 2}
        assert made.items(ANN, batch, Filter(assignee="-")).total == 3
        today = made.batch(ANN, batch).as_of
        with pytest.raises(NotNow):
            made.snooze(BOB, batch, [1], today)
        tomorrow = today.replace(day=today.day + 1)
        assert made.snooze(BOB, batch, [1], tomorrow) == 1
        assert (made.items(ANN, batch).total, made.items(ANN, batch, Filter(snoozed=True)).total) == (4, 1)
        made.snooze(BOB, batch, [1], None)
        assert made.items(ANN, batch).total == 5


def test_an_analyst_sees_no_patient_and_changes_nothing(store: Store, tmp_path: Path) -> None:
    analyst = viewer("analyst", "zoe")
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "01_clean_visits.837").id
        whole = made.item(ANN, batch, 1)
        secrets = {
            whole.claim.claim_id, whole.claim.patient.first_name, whole.claim.subscriber.member_id,
            str(whole.claim.patient.birth_date), whole.claim.subscriber.address,
        } - {""}  # fmt: skip
        seen = made.item(analyst, batch, 1)
        listed = made.items(analyst, batch).items
        for secret in secrets:
            for text in (str(seen.claim), str(seen.item), str(seen.first), str(seen.score), str(listed)):
                assert secret not in text
        assert seen.item.charge == whole.item.charge
        for act in (
            lambda: made.edit(analyst, batch, 1, 1, []),
            lambda: made.note(analyst, batch, 1, "x"),
            lambda: made.assign(analyst, batch, [1], "zoe"),
            lambda: made.release(analyst, batch),
            lambda: made.held(analyst, batch),
            lambda: made.acknowledgement(analyst, batch),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_who_sees_no_patients_is_told_of_no_other_claim_by_its_number(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "03_sent_twice.837").id
        made.edit(ANN, batch, 2, 1, [{"op": "replace", "path": "/lines/0/units", "value": "2"}])
        for one, sees in ((ANN, True), (viewer("analyst", "zoe"), False)):
            seen = made.item(one, batch, 2)
            assert "suspected-duplicate" in {found.rule for found in seen.score.findings}
            told = f"{seen.score}{seen.item}{seen.events}{made.items(one, batch).items}"
            told += b"".join(made.csv(one, batch)).decode()
            assert ("MS-3001" in told) is sees


def test_the_rules_that_name_another_claim_are_known() -> None:
    every = [yaml.safe_load(path.read_text()) for path in (ROOT / "rules").rglob("rule.yaml")]
    naming = {
        spec["id"] for spec in every if any("{earlier}" in one["message"] for one in spec.get("problems", {}).values())
    }
    assert naming == OTHER_CLAIMS


def test_a_change_to_more_lines_than_the_server_takes_is_refused(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path, watch=Watch(lines=2)) as made:
        batch = dropped(made, "01_clean_visits.837").id
        items = made.items(ANN, batch).items
        view = next(view for one in items if len((view := made.item(ANN, batch, one.number)).claim.lines) == 2)
        line = {"number": 3, "procedure": "99213", "charge": "1.00", "units": "1"}
        patch = [{"op": "add", "path": "/lines/-", "value": line}]
        with pytest.raises(Invalid, match="up to 2 service lines"):
            made.edit(ANN, batch, view.item.number, view.item.revision, patch)


@pytest.mark.parametrize(
    ("patch", "where"),
    [
        ([], {0: 0, 1: 1, 2: 2}),
        ([{"op": "replace", "path": "/diagnoses/1/code", "value": "I10"}], {0: 0, 1: 1, 2: 2}),
        ([{"op": "replace", "path": "/diagnoses/1/code", "value": "I10"}, {"op": "remove", "path": "/diagnoses/0"}],
         {1: 0, 2: 1}),
        ([{"op": "add", "path": "/diagnoses/0", "value": {}}, {"op": "add", "path": "/diagnoses/-", "value": {}}],
         {0: 1, 1: 2, 2: 3}),
        ([{"op": "remove", "path": "/diagnoses/0/qualifier"}, {"op": "remove", "path": "/referral"}],
         {0: 0, 1: 1, 2: 2}),
        ([{"op": "replace", "path": "/diagnoses", "value": []}], None),
    ],
)  # fmt: skip
def test_where_diagnoses_stand_is_told_by_the_change(patch: Patch, where: dict[int, int] | None) -> None:
    assert stayed(patch, 3) == where
