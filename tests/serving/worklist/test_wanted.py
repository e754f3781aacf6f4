"""What a suggestion leaves to the office, and how it is entered."""

from __future__ import annotations

import pytest

from serving.suggest.patch import Patch
from serving.worklist import NotNow
from serving.worklist.changing import wanted, with_values

REFERRAL: Patch = [
    {"op": "add", "path": "/referring_provider", "value": {}},
    {"op": "add", "path": "/referring_provider/npi", "value": None},
    {"op": "add", "path": "/referring_provider/name", "value": None},
    {"op": "remove", "path": "/notes/0"},
]
LINES: Patch = [{"op": "add", "path": f"/lines/{at}/modifiers/-", "value": None} for at in (0, 2)]


def test_each_value_is_wanted_once_by_its_name() -> None:
    assert wanted(REFERRAL) == {"npi": "/referring_provider/npi", "name": "/referring_provider/name"}
    assert wanted(LINES) == {"modifiers": "/lines/0/modifiers/-"}


def test_several_values_are_entered_by_name() -> None:
    patch = with_values(REFERRAL, {"npi": " 1999999026 ", "name": "EXAMPLE", "other": "no"})
    assert [one.get("value") for one in patch] == [{}, "1999999026", "EXAMPLE", None]
    assert patch[3] == REFERRAL[3]


def test_one_value_fills_all_places_that_want_it() -> None:
    assert [one["value"] for one in with_values(LINES, "GP")] == ["GP", "GP"]


@pytest.mark.parametrize(
    ("given", "missing"), [("1999999026", "name"), ({"name": "A", "npi": " "}, "npi"), ("", "npi, name")]
)
def test_what_is_missing_is_named(given: str | dict[str, str], missing: str) -> None:
    with pytest.raises(NotNow, match=f"enter the value that is to be obtained for it: {missing}$"):
        with_values(REFERRAL, given)


def test_a_suggestion_that_leaves_nothing_open_is_taken_as_it_is() -> None:
    patch: Patch = [{"op": "add", "path": "/emergency", "value": False}]
    assert with_values(patch, "") == patch
