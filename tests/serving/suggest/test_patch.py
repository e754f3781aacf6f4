from __future__ import annotations

from typing import Any

import pytest

from serving.suggest.patch import PatchError, apply, put
from serving.suggest.placeholder import filled

CLAIM: dict[str, Any] = {"claim_id": "A", "lines": [{"number": 1, "modifiers": ["25"]}, {"number": 2}]}


@pytest.mark.parametrize(
    ("path", "value", "operations"),
    [
        ("/prior_authorization", None, [("/prior_authorization", None)]),
        ("/lines/0/modifiers/-", "GP", [("/lines/0/modifiers/-", "GP")]),
        ("/lines/1/modifiers/-", "GP", [("/lines/1/modifiers", ["GP"])]),
        ("/referring_provider/npi", None, [("/referring_provider", {}), ("/referring_provider/npi", None)]),
        (
            "/attachments/0/control_number",
            None,
            [("/attachments", []), ("/attachments/0", {}), ("/attachments/0/control_number", None)],
        ),
    ],
)
def test_a_member_is_set_with_what_is_missing_around_it(path: str, value: Any, operations: list[Any]) -> None:
    patch = put(CLAIM, path, value)
    assert [(one["op"], one["path"], one["value"]) for one in patch] == [("add", *each) for each in operations]
    here = apply(CLAIM, patch)
    for name in path.replace("/-", "").split("/")[1:]:
        here = here[int(name)] if isinstance(here, list) else here[name]
    assert here == value or here[-1] == value


def test_a_member_that_is_spelled_out_as_empty_takes_the_same_patch() -> None:
    patch = put(CLAIM, "/lines/1/modifiers/-", "GP")
    spelled_out = {**CLAIM, "lines": [CLAIM["lines"][0], {"number": 2, "modifiers": []}]}
    assert apply(spelled_out, patch)["lines"][1]["modifiers"] == ["GP"]


def test_the_document_given_stays_as_it_is() -> None:
    before = {"lines": [{"modifiers": ["25"]}]}
    apply(before, [{"op": "remove", "path": "/lines/0/modifiers/0"}, {"op": "add", "path": "/a", "value": 1}])
    assert before == {"lines": [{"modifiers": ["25"]}]}


def test_add_puts_into_a_list_and_replace_takes_the_place() -> None:
    assert apply([1, 3], [{"op": "add", "path": "/1", "value": 2}]) == [1, 2, 3]
    assert apply([1, 3], [{"op": "replace", "path": "/1", "value": 2}]) == [1, 2]
    assert apply([1, 3], [{"op": "add", "path": "/2", "value": 4}]) == [1, 3, 4]
    assert apply({"a/b": 1}, [{"op": "remove", "path": "/a~1b"}]) == {}


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "/payer", "value": "x"},
        {"op": "remove", "path": "/lines/2"},
        {"op": "replace", "path": "/lines/-", "value": 1},
        {"op": "add", "path": "/lines/3", "value": 1},
        {"op": "add", "path": "/payer/id", "value": "x"},
        {"op": "add", "path": "/claim_id/0", "value": "x"},
        {"op": "add", "path": "", "value": {}},
        {"op": "move", "path": "/claim_id", "from": "/lines"},
    ],
)
def test_a_path_that_leads_nowhere_is_an_error(operation: dict[str, Any]) -> None:
    with pytest.raises(PatchError):
        apply(CLAIM, [operation])


def test_what_the_office_must_obtain_is_given_while_it_is_scored() -> None:
    patch = put(CLAIM, "/referring_provider/npi", None)
    after = apply(CLAIM, filled(patch, CLAIM))
    assert after["referring_provider"] == {"npi": "1234567893"}
    assert patch[-1]["value"] is None
