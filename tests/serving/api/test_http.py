from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import httpx
import msgspec
import pytest

from claims.x12.acknowledgements import AcknowledgedClaim, read
from serving.api.limits import Limits
from serving.score import Score
from tests.edi837 import claim, file837
from tests.serving.server import Served, serving
from tests.serving.x12_out.others import complaints

JSON = {"content-type": "application/json"}
EDI = {"content-type": "application/edi-x12"}
NDJSON = {"content-type": "application/x-ndjson"}

HEAD = "POST /v1/score/batch HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/edi-x12\r\n"

CLAIM = {
    "claim_id": "CC-1",
    "submission_date": "2026-06-01",
    "total_charge": "90.00",
    "place_of_service": "11",
    "payer": {"id": "EX001", "name": "EXAMPLE HEALTH", "filing_indicator": "CI", "responsibility": "P"},
    "billing_provider": {"npi": "1234567893", "tax_id": "123456789", "name": "A PRACTICE"},
    "subscriber": {"member_id": "MEMBER1", "last_name": "SECRETNAME"},
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


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    code = (
        "from serving.api.app import create; from serving.api.alone import around; "
        "from serving.load import for_a_server; app = create(around(for_a_server()))"
    )
    with serving(code) as running:
        yield running
    assert "SECRETNAME" not in running.log
    assert "Traceback" not in running.log


@pytest.fixture
def client(served: Served) -> httpx.Client:
    return served.client


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/score", "POST"),
        ("PUT", "/v1/jobs", "GET, HEAD, POST"),
        ("POST", "/v1/jobs/some-job", "DELETE, GET, HEAD"),
    ],
)
def test_a_method_that_a_path_has_not_is_answered_with_all_that_it_has(
    client: httpx.Client, method: str, path: str, allowed: str
) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


NOTHING = {
    "an 837 of envelopes alone": (file837().partition(b"ST*")[0] + b"GE*0*1~IEA*1*000000001~", EDI),
    "an 837 without claims": (file837(), EDI),
    "an empty list": (b"[]", JSON),
}


@pytest.mark.parametrize("path", ["/v1/score/batch", "/v1/score/batch?format=277ca", "/v1/submissions"])
@pytest.mark.parametrize("what", NOTHING)
def test_a_body_that_holds_no_claim_is_refused(client: httpx.Client, path: str, what: str) -> None:
    body, headers = NOTHING[what]
    answer = client.post(path, content=body, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert "the body holds no claim" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/v1/score", "/v1/check"])
def test_a_dirty_claim_is_a_200_with_findings(client: httpx.Client, path: str) -> None:
    answer = client.post(path, json=CLAIM)
    assert answer.status_code == 200
    score = msgspec.json.decode(answer.content, type=Score)
    assert score.verdict == "fix"
    assert "charge-balance" in [finding.rule for finding in score.findings]
    assert (score.as_of.isoformat(), score.as_of_source) == ("2026-06-01", "claim")


def test_a_claim_without_a_date_goes_by_the_day_asked_for_else_by_the_clock(client: httpx.Client) -> None:
    undated = {key: value for key, value in CLAIM.items() if key != "submission_date"}
    asked = client.post("/v1/score?as_of=2026-06-03", json=undated).json()
    assert (asked["as_of"], asked["as_of_source"]) == ("2026-06-03", "asked")
    assert client.post("/v1/score", json=undated).json()["as_of_source"] == "clock"


@pytest.mark.parametrize(
    ("body", "headers", "status", "pointer"),
    [
        (b"", JSON, 400, ""),
        (b"  \n", JSON, 400, ""),
        (b"{", JSON, 400, ""),
        (b'{"claim_id": "\xff"}', JSON, 400, ""),
        (b"[" * 100_000, JSON, 422, ""),
        (b"[]", JSON, 422, ""),
        (b"{}", JSON, 422, ""),
        (b'{"claim_id": 7}', JSON, 422, "/claim_id"),
        (b'{"claim_id": "1", "lines": [{}, {"charge": "SECRETNAME"}]}', JSON, 422, "/lines/1/charge"),
        (b'{"claim_id": "1", "claim_type": "SECRETNAME"}', JSON, 422, "/claim_type"),
        (b'{"claim_id": "1", "patient": {"birth_date": "SECRETNAME"}}', JSON, 422, "/patient/birth_date"),
        (b'{"claim_id": "1", "total_charge": "NaN"}', JSON, 422, "/total_charge"),
        (b'{"claim_id": "1", "lines": [{"units": "Infinity"}]}', JSON, 422, "/lines/0/units"),
        (b"x", {"content-type": "text/plain"}, 415, ""),
        (b"x", {}, 415, ""),
        (b" " * (Limits().claim_bytes + 1), JSON, 413, ""),
    ],
)
def test_what_is_no_claim_is_a_problem_with_a_pointer_and_without_what_was_sent(
    client: httpx.Client, body: bytes, headers: dict[str, str], status: int, pointer: str
) -> None:
    answer = client.post("/v1/score", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["detail"]
    assert problem.get("pointer", "") == pointer
    assert "SECRETNAME" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/v1/rules/nowhere", 404),
        ("GET", "/v1/model", 404),
        ("GET", "/v1/score", 405),
        ("POST", "/healthz", 405),
        ("POST", "/v1/score?as_of=yesterday", 422),
        ("POST", "/v1/score?explain=well", 422),
        ("POST", "/v1/score?suggest=well", 422),
    ],
)
def test_other_refusals_are_problems_too(client: httpx.Client, method: str, path: str, status: int) -> None:
    answer = client.request(method, path, **({"json": CLAIM} if method == "POST" else {}))
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_length_that_is_announced_too_large_is_refused_before_it_is_sent(served: Served) -> None:
    head = HEAD + f"content-length: {Limits().batch_bytes + 1}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
        connection.sendall(head.encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 413")


def test_an_837_streams_out_as_ndjson_in_order_of_arrival(client: httpx.Client) -> None:
    content = file837(*(claim(f"CC-{at}", total="100" if at % 2 else "90") for at in range(100)))
    answer = client.post("/v1/score/batch", content=content, headers=EDI)
    assert answer.headers["content-type"] == "application/x-ndjson"
    scores = [json.loads(line) for line in answer.text.splitlines()]
    assert [score["claim_id"] for score in scores] == [f"CC-{at}" for at in range(100)]
    assert [score["verdict"] for score in scores[:2]] == ["fix", "ready"]


def test_results_come_while_claims_are_still_being_sent(served: Served) -> None:
    content = file837(*(claim(f"CC-{at}") for at in range(50)))
    cut = content.index(b"CLM*CC-30")
    head = HEAD + "transfer-encoding: chunked\r\n\r\n"
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection:
        connection.sendall(head.encode() + f"{cut:x}\r\n".encode() + content[:cut] + b"\r\n")
        seen = b""
        while b'"CC-20"' not in seen:
            seen += connection.recv(65536)
        assert b'"CC-40"' not in seen
        rest = content[cut:]
        connection.sendall(f"{len(rest):x}\r\n".encode() + rest + b"\r\n0\r\n\r\n")
        while b'"CC-49"' not in seen:
            seen += connection.recv(65536)


def test_a_caller_who_sends_all_before_he_reads_is_served(client: httpx.Client) -> None:
    content = file837(*(claim(f"CC-{at}", charge=f"{at + 1}") for at in range(8_000)))
    assert client.post("/v1/score/batch", content=content, headers=EDI).text.count("\n") == 8_000


def test_a_caller_who_hangs_up_leaves_the_server_well(served: Served) -> None:
    content = file837(*(claim(f"CC-{at}", charge=f"{at + 1}") for at in range(2_000)))
    head = HEAD + f"content-length: {len(content)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
        connection.sendall(head.encode() + content[: len(content) // 2])
    assert served.client.post("/v1/score", json=CLAIM).status_code == 200


def test_an_empty_batch_is_refused(client: httpx.Client) -> None:
    assert client.post("/v1/score/batch", content=b"", headers=EDI).status_code == 400


def test_what_is_no_837_is_one_line_that_says_so(client: httpx.Client) -> None:
    answer = client.post("/v1/score/batch", content=b"SECRETNAME", headers=EDI)
    problems = [json.loads(line) for line in answer.text.splitlines()]
    assert [problem["status"] for problem in problems] == [422]
    assert "SECRETNAME" not in answer.text


def test_a_duplicate_in_a_batch_is_found_and_not_remembered_for_the_next(client: httpx.Client) -> None:
    content = file837(claim("CC-1"), claim("CC-2"))
    for _ in range(2):
        first, second = map(json.loads, client.post("/v1/score/batch", content=content, headers=EDI).text.splitlines())
        assert "exact-duplicate" not in [finding["rule"] for finding in first["findings"]]
        assert "exact-duplicate" in [finding["rule"] for finding in second["findings"]]


def test_rules_are_listed_and_shown(client: httpx.Client) -> None:
    listed = client.get("/v1/rules").json()
    assert listed["version"]
    for rule in listed["rules"]:
        shown = client.get(f"/v1/rules/{rule['id']}").json()
        assert (shown["title"], bool(shown["why"])) == (rule["title"], True)


def test_the_description_names_every_path_and_every_component(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    assert {"/v1/score", "/v1/score/batch", "/v1/check", "/v1/model", "/v1/rules", "/healthz"} <= set(
        described["paths"]
    )
    text = json.dumps(described)
    for name in described["components"]["schemas"]:
        assert f'"#/components/schemas/{name}"' in text


def test_a_batch_is_answered_with_a_277ca_where_one_is_asked_for(client: httpx.Client) -> None:
    lost = claim("CC-3", served="20260518")
    lost[3] = "LX*9*9*9"
    data = file837(claim("CC-1"), claim("CC-2", total="90"), lost)
    answer = client.post("/v1/score/batch?format=277ca", content=data, headers=EDI)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/edi-x12")
    assert complaints(answer.content) == []
    found = [one for one in read([answer.content], "a.277") if isinstance(one, AcknowledgedClaim)]
    assert [(one.claim_id, one.decision, one.batch) for one in found] == [
        ("CC-1", "accepted", "1"), ("CC-2", "rejected", "1"), ("CC-3", "rejected", "1"),
    ]  # fmt: skip
    assert "the terminator before the next segment seems to be missing" in found[2].notes[0].text
    assert client.post("/v1/score/batch?format=xml", content=data, headers=EDI).status_code == 422
