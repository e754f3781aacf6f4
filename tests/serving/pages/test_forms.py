"""Claims on their forms: what a field shows, and what becomes of what is typed into it."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.claim import Claim
from serving.pages.layout import FORMS
from serving.pages.layout.entered import patch_of
from serving.pages.layout.filled import cell_of
from serving.pages.layout.form import Kind
from serving.pages.layout.paths import document, general, value_at
from serving.pages.layout.written import Wrong, read, written
from serving.suggest.patch import apply

CLAIM = msgspec.convert(
    {
        "claim_id": "C-1",
        "total_charge": "176.00",
        "payer": {"id": "P1", "name": "A PAYER"},
        "patient": {"last_name": "DOE", "birth_date": "1980-02-03", "sex": "F", "relationship": "18"},
        "diagnoses": [
            {"code": "E119", "qualifier": "ABK"},
            {"code": "I10", "qualifier": "ABF"},
            {"code": "M25561", "qualifier": "ABF"},
        ],
        "rendering_provider": {"npi": "1999999026"},
        "lines": [
            {"number": 1, "procedure": "99213", "charge": "100.00", "units": "1", "diagnosis_pointers": [1, 2]},
            {"number": 2, "procedure": "97110", "modifiers": ["GP"], "charge": "76.00", "units": "2"},
        ],
    },
    Claim,
)


def entered(claim: Claim, **fields: str) -> tuple[Any, dict[str, str]]:
    """The claim after a form was sent, and what was wrong."""
    patch, wrong = patch_of(claim, {name.replace("__", "/"): text for name, text in fields.items()})
    return msgspec.convert(apply(document(claim), patch), Claim), wrong


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("/total_charge", "166.00", "166.00"),
        ("/total_charge", "$1,166.5", "1166.5"),
        ("/lines/1/modifiers", "gp 59", ["GP", "59"]),
        ("/lines/0/modifiers", "25,59", ["25", "59"]),
        ("/lines/0/diagnosis_pointers", "A", [1]),
        ("/lines/0/diagnosis_pointers", "cab", [3, 1, 2]),
        ("/lines/0/diagnosis_pointers", "1, 3", [1, 3]),
        ("/lines/0/service_date", "7/4/2026", "2026-07-04"),
        ("/lines/0/service_date", "20260704", "2026-07-04"),
        ("/prior_authorization", " AB 12 ", "AB 12"),
        ("/lines/0/emergency", "y", True),
        ("/referring_provider/npi", "1999999034", "1999999034"),
        ("/diagnoses/1/code", "e11.65", "E1165"),
        ("/diagnoses/3/code", "Z00.00", "Z0000"),
    ],
)
def test_what_is_typed_into_a_field_stands_in_the_claim(path: str, text: str, value: Any) -> None:
    after, wrong = entered(CLAIM, **{path: text})
    assert wrong == {}
    assert value_at(document(after), path) == value


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/total_charge", "lots"),
        ("/total_charge", "NaN"),
        ("/total_charge", "Infinity"),
        ("/lines/0/service_date", "2026-02-30"),
        ("/lines/0/service_date", "yesterday"),
        ("/lines/0/diagnosis_pointers", "A+B"),
        ("/lines/0/emergency", "maybe"),
        ("/diagnoses/5/code", "I10"),
    ],
)
def test_what_is_not_of_the_fields_form_is_told_at_the_field_and_changes_nothing(path: str, text: str) -> None:
    patch, wrong = patch_of(CLAIM, {path: text})
    assert patch == []
    assert set(wrong) == {path}
    assert text not in wrong[path]


def test_a_new_diagnosis_is_no_principal_one_and_a_first_one_is() -> None:
    after, _ = entered(CLAIM, **{"/diagnoses/3/code": "Z0000"})
    assert after.diagnoses[3].qualifier == "ABF"
    alone, _ = entered(msgspec.structs.replace(CLAIM, diagnoses=()), **{"/diagnoses/0/code": "Z0000"})
    assert alone.diagnoses[0].qualifier == "ABK"


@pytest.mark.parametrize("gone", [[0], [1], [2], [0, 2], [0, 1, 2]])
def test_any_diagnosis_can_be_emptied_and_is_gone(gone: list[int]) -> None:
    after, wrong = entered(CLAIM, **{f"/diagnoses/{at}/code": "" for at in gone})
    left = [one.code for at, one in enumerate(CLAIM.diagnoses) if at not in gone]
    assert ([one.code for one in after.diagnoses], wrong) == (left, {})


def test_a_claim_has_a_frequency_code_whatever_is_emptied() -> None:
    patch, wrong = patch_of(CLAIM, {"/frequency_code": ""})
    assert (patch, set(wrong)) == ([], {"/frequency_code"})
    assert patch_of(CLAIM, {"/frequency_code": "1"}) == ([], {})


def test_a_provider_of_whom_nothing_is_left_is_taken_away() -> None:
    after, _ = entered(CLAIM, **{"/rendering_provider/npi": ""})
    assert after.rendering_provider is None


def test_an_empty_field_that_was_empty_changes_nothing() -> None:
    assert patch_of(CLAIM, {"/prior_authorization": "  ", "/lines/0/modifiers": "", "/diagnoses/3/code": ""}) == (
        [],
        {},
    )


@pytest.mark.parametrize("kind", ["professional", "institutional", "dental"])
def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(kind: Any) -> None:
    claim = msgspec.structs.replace(CLAIM, claim_type=kind)
    form = FORMS[claim.claim_type]
    cells = [(cell, cell.path) for box in (*form.above, *form.below) for cell in box.cells]
    cells += [(cell, f"/lines/*{cell.path}") for column in form.columns for cell in column.cells]
    whole = document(claim)
    fields = {
        path.replace("*", str(at)): written(cell.kind, value_at(whole, path.replace("*", str(at))))
        for cell, path in cells
        for at in range(3)
    }
    assert patch_of(claim, fields) == ([], {})


@pytest.mark.parametrize("kind", ["professional", "institutional", "dental"])
def test_every_field_of_a_form_is_one_of_the_claim(kind: Any) -> None:
    form = FORMS[kind]
    for box in (*form.above, *form.below):
        for cell in box.cells:
            assert leads(cell.path), cell
    for column in form.columns:
        for cell in column.cells:
            assert leads(f"/lines/*{cell.path}"), cell


def leads(path: str) -> bool:
    """Whether a claim may have something at a path: reading a claim that has it keeps it."""
    for value in ("1", ["1"], "2026-01-01", [1], True):
        names = path.replace("*", "0").split("/")[1:]
        here: Any = value
        for name in reversed(names):
            here = [here] if name.isdigit() else {name: here}
        try:
            claim = msgspec.convert({"claim_id": "C", **here}, Claim, strict=True)
        except msgspec.ValidationError:
            continue
        return bool(value_at(document(claim), path.replace("*", "0")) == value)
    return False


def test_each_path_belongs_to_one_box_of_a_form() -> None:
    for form in FORMS.values():
        paths = [cell.path for box in (*form.above, *form.below) for cell in box.cells]
        paths += [f"/lines/*{cell.path}" for column in form.columns for cell in column.cells]
        assert len(paths) == len(set(paths)), sorted(path for path in paths if paths.count(path) > 1)


def test_a_field_that_no_box_has_is_called_by_its_name() -> None:
    assert cell_of(CLAIM, "/special_program").says == "special program"
    assert general("/lines/12/modifiers/0") == "/lines/*/modifiers/*"


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["%Y-%m-%d", "%m/%d/%Y", "%Y%m%d"]))
def test_a_day_is_read_however_it_is_written(day: date, form: str) -> None:
    assert read("day", day.strftime(form)) == day.isoformat()


@given(
    st.one_of(
        st.tuples(st.just("text"), st.text(st.characters(categories=["L", "N"]), min_size=1)),
        st.tuples(st.just("words"), st.lists(st.from_regex(r"[A-Z0-9]{2}", fullmatch=True), min_size=1, max_size=4)),
        st.tuples(st.just("pointers"), st.lists(st.integers(1, 12), min_size=1, max_size=4)),
        st.tuples(st.just("amount"), st.decimals(0, 10**6, places=2).map(lambda one: f"{one:f}")),
        st.tuples(st.just("flag"), st.sampled_from([True])),
    )
)
def test_what_is_shown_is_read_as_what_it_was(one: tuple[Kind, Any]) -> None:
    kind, value = one
    assert read(kind, written(kind, value)) == value


@given(st.sampled_from(["day", "amount", "flag", "words", "pointers", "text"]), st.text(max_size=20))
def test_whatever_is_typed_is_read_or_said_to_be_wrong(kind: Kind, text: str) -> None:
    try:
        value = read(kind, text)
    except Wrong:
        return
    assert (value is None) == (not " ".join(text.split()))


def test_blanks_that_the_file_has_twice_are_no_change_of_theirs() -> None:
    claim = msgspec.structs.replace(CLAIM, patient=msgspec.structs.replace(CLAIM.patient, last_name="VAN  DOE"))
    assert patch_of(claim, {"/patient/last_name": "VAN  DOE"}) == ([], {})
    patch, wrong = patch_of(claim, {"/patient/last_name": "VAN DOEL"})
    assert (apply(document(claim), patch)["patient"]["last_name"], wrong) == ("VAN DOEL", {})
