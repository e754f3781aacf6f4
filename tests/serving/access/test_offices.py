"""Two offices at one real server: all calls of its own description are made with another office's key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest
from sqlalchemy import select

from serving.access import SCOPES, keys
from serving.store import Store
from serving.store.tables import feedback, score, submission
from tests.claims.edi835 import interchange, transaction
from tests.serving.access.running import running

OPEN = {"/healthz", "/readyz", "/openapi.json", "/docs"}
"""What answers anybody: nothing of it is an office's."""

RULE = "timely-filing"

MARK = "QUILLWOOD"
"""Stands in all that the first office sends, and is its name."""

LEAK = re.compile(MARK, re.IGNORECASE)


def claim(number: int = 1) -> dict[str, Any]:
    """A claim of the first office."""
    return {
        "claim_id": f"{MARK}{number}",
        "submission_date": "2026-06-01",
        "total_charge": "100.00",
        "place_of_service": "11",
        "payer": {"id": "EX001", "name": "EXAMPLE HEALTH", "filing_indicator": "CI", "responsibility": "P"},
        "billing_provider": {"npi": "1234567893", "tax_id": "123456789", "name": MARK},
        "subscriber": {"member_id": f"{MARK}1", "last_name": MARK, "first_name": MARK},
        "patient": {"birth_date": "1980-02-03", "sex": "F", "relationship": "18"},
        "diagnoses": [{"code": "E119", "qualifier": "ABK"}],
        "lines": [
            {
                "number": 1,
                "procedure": "99213",
                "units": "1",
                "unit": "UN",
                "charge": "100.00",
                "service_date": "2026-05-20",
                "diagnosis_pointers": [1],
            }
        ],
    }


JSON = {"content-type": "application/json"}

ANSWER = f"CLP*{MARK}1*1*100*0**12*ICN1*11*1~\nSVC*HC:99213*100*0**1~\nDTM*472*20260520~\nCAS*CO*197*100~\n"

FEEDBACK = {"claim_id": f"{MARK}1", "frequency_code": "1", "billing_npi": "1234567893", "action": "accepted"}

BODIES = {
    "/v1/score": (JSON, json.dumps(claim())),
    "/v1/check": (JSON, json.dumps(claim())),
    "/v1/score/batch": (JSON, json.dumps([claim(), claim(2)])),
    "/v1/jobs": (JSON, json.dumps([claim(), claim(2)])),
    "/v1/submissions": (JSON, json.dumps([claim()])),
    "/v1/remits": ({"content-type": "application/edi-x12"}, interchange(transaction(ANSWER))),
    "/v1/feedback": (JSON, json.dumps(FEEDBACK)),
}
"""What the first office sends; elsewhere it sends what the description gives as an example."""


class Call(NamedTuple):
    """A call of the description."""

    method: str
    path: str
    scope: str
    """That it wants; empty where it asks nobody who he is."""
    body: tuple[dict[str, str], str]


class Offices(NamedTuple):
    """A server at which the first office has done all that it can."""

    client: httpx.Client
    store: Store
    first: str
    second: str
    """Keys of the two offices, each with all scopes."""
    calls: tuple[Call, ...]
    named: dict[str, str]
    """What of the first office's, or of nobody's, the parameters of paths name."""

    def ask(self, call: Call, key: str | None, **headers: str) -> httpx.Response:
        """Make the call."""
        parameters = re.findall(r"\{(\w+)\}", call.path)
        assert set(parameters) <= set(self.named), f"say what of the first office's {call.path} names"
        path = call.path.format_map(self.named)
        said, body = call.body
        headers |= {"authorization": f"Bearer {key}"} if key else {}
        return self.client.request(call.method, path, headers=said | headers, content=body or None)


def calls_of(document: dict[str, Any]) -> Iterator[Call]:
    """All calls that a description tells of."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            wanted = [scope for way in operation.get("security", ()) for scope in way.get("key", ())]
            assert len(wanted) == 1 or path in OPEN, f"{method} {path} says not which scope it wants"
            content = operation.get("requestBody", {}).get("content", {})
            examples = {kind: json.dumps(body["example"]) for kind, body in content.items() if "example" in body}
            kind, example = next(iter(examples.items()), ("", ""))
            body = BODIES.get(path) or ({"content-type": kind} if kind else {}, example)
            assert body[1] or not content, f"{method} {path} has no example: say in BODIES what an office sends there"
            yield Call(method.upper(), path, "".join(wanted), body)


def named_by(call: Call, answer: httpx.Response) -> dict[str, str]:
    """The ids that an answer gives, by the parameter that takes them: that of /v1/jobs is a job."""
    if call.method != "POST" or answer.headers["content-type"] != "application/json":
        return {}
    own = call.path.rpartition("/")[2].removesuffix("s")
    return {own if name == "id" else name: value for name, value in answer.json().items() if name in {"id", "score_id"}}


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    url = f"sqlite:///{tmp_path_factory.mktemp('offices') / 'store.db'}"
    store = Store.open(url)
    first = keys.make(store, MARK.lower(), "test", SCOPES, "ann")
    second = keys.make(store, "other", "test", SCOPES, "bob")
    with running(url) as client:
        calls = tuple(calls_of(client.get("/openapi.json").json()))
        offices = Offices(client, store, first, second, calls, {"rule_id": RULE})
        kept = (call for call in calls if call.method != "DELETE")
        for call in sorted(kept, key=lambda call: (call.method != "POST", call.path != "/v1/score")):
            answer = offices.ask(call, first)
            assert answer.status_code < 300, (call, answer.text)
            offices.named.update(named_by(call, answer))
        yield offices
    store.close()


def test_a_call_that_does_not_say_which_scope_it_wants_is_found() -> None:
    described = {"paths": {"/v1/new": {"get": {"responses": {}}}}}
    with pytest.raises(AssertionError, match="get /v1/new says not which scope it wants"):
        list(calls_of(described))


def test_nobody_gets_in_without_a_key(offices: Offices) -> None:
    for call in offices.calls:
        answer = offices.ask(call, None)
        assert (answer.status_code == 401) is bool(call.scope), call
        assert ("www-authenticate" in answer.headers) is bool(call.scope)
        assert not LEAK.search(answer.text)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_opens_its_own_calls_and_no_others(offices: Offices, scope: str) -> None:
    key = keys.make(offices.store, "third", "test", [scope], "ann")
    for call in offices.calls:
        answer = offices.ask(call, key)
        assert (answer.status_code == 403) is (call.scope not in {scope, ""}), (call, answer.text)
        if answer.status_code == 403:
            assert f'scope="{call.scope}"' in answer.headers["www-authenticate"]
        assert answer.status_code != 401


def test_another_office_sees_nothing_of_the_first(offices: Offices) -> None:
    """It sends nothing of its own: all that bears the mark is the first's."""
    shown = set()
    for call in offices.calls:
        own = call._replace(body=(call.body[0], LEAK.sub("OTHER", call.body[1])))
        answer = offices.ask(own, offices.second)
        assert answer.status_code < 500, (call, answer.text)
        said = f"{answer.text} {answer.headers}"
        assert not LEAK.search(said), call
        assert not any(name in said for name in offices.named.values() if name != RULE), call
        if call.method != "DELETE" and LEAK.search(offices.ask(call, offices.first).text):
            shown.add(call.path)
    assert shown >= {"/v1/score", "/v1/score/batch", "/v1/scores/{score_id}"}, "the test would see nothing at all"


def test_the_first_offices_records_are_not_found_by_another(offices: Offices) -> None:
    for call in offices.calls:
        if "{" in call.path and not call.path.startswith("/v1/rules/"):
            assert call.method == "DELETE" or offices.ask(call, offices.first).status_code == 200
            answer = offices.ask(call, offices.second)
            assert answer.status_code == 404
            unknown = offices._replace(named=dict.fromkeys(offices.named, "0" * 32)).ask(call, offices.second)
            assert unknown.json() == answer.json(), "it tells that there is one"


def test_feedback_on_another_offices_result_is_refused(offices: Offices) -> None:
    said = json.dumps({"score_id": offices.named["score_id"], "action": "accepted"})
    call = Call("POST", "/v1/feedback", "outcomes", (JSON, said))
    assert offices.ask(call, offices.second).status_code == 404
    assert offices.ask(call, offices.first).status_code == 200


def test_an_idempotency_key_is_an_offices_own(offices: Offices) -> None:
    words = {"idempotency-key": "chosen-by-two-offices"}
    call = Call("POST", "/v1/score", "score", BODIES["/v1/score"])
    mine = offices.ask(call, offices.first, **words)
    again = offices.ask(call, offices.first, **words)
    theirs = offices.ask(call, offices.second, **words)
    assert mine.json()["score_id"] == again.json()["score_id"] != theirs.json()["score_id"]
    other = offices.ask(call._replace(body=(JSON, json.dumps(claim(3)))), offices.second, **words)
    assert other.status_code == 422
    assert offices.ask(call, offices.first, **words).json() == mine.json()


def test_what_one_office_sent_is_no_duplicate_at_another(offices: Offices) -> None:
    renumbered = json.dumps(claim() | {"claim_id": "AGAIN"})
    call = Call("POST", "/v1/score", "score", (JSON, renumbered))
    found = [
        {finding["rule"] for finding in offices.ask(call, key).json()["findings"]}
        for key in (offices.first, offices.second)
    ]
    assert "exact-duplicate" in found[0]
    assert "exact-duplicate" not in found[1]


def test_a_record_says_by_its_id_which_key_asked(offices: Offices) -> None:
    for table in (score, submission, feedback):
        with offices.store.reading() as connection:
            found = connection.execute(select(table.c.who).where(table.c.office == MARK.lower()).distinct()).scalars()
            assert set(found) == {offices.first.split("_")[1]}, table.name
