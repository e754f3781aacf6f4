"""A NUL character in whatever a caller sends is his to mend, on every database: no 500, and no result that is lost."""

from __future__ import annotations

import json

import httpx
import pytest

from serving.api.schema import EXAMPLE
from serving.api.service import Service
from tests.serving.api.calls import CLAIM, EDI, JSON, NDJSON, a_service, calling

BROKEN = json.dumps({**EXAMPLE, "claim_id": "A\0B"}).encode()


@pytest.fixture
def service(database_url: str) -> Service:
    return a_service(store_url=database_url)


def test_a_claim_is_refused_by_place_and_nothing_of_it_is_on_record(service: Service) -> None:
    async def calls(client: httpx.AsyncClient) -> tuple[httpx.Response, list[httpx.Response]]:
        alone = await client.post("/v1/score", content=BROKEN, headers=JSON)
        together = [
            await client.post("/v1/score/batch", content=CLAIM + b"\n" + BROKEN, headers=NDJSON),
            await client.post("/v1/submissions", content=CLAIM + b"\n" + BROKEN, headers=NDJSON),
            await client.post("/v1/remits", content=b"ISA*\0", headers=EDI),
        ]
        return alone, together

    alone, together = calling(service, calls)
    assert (alone.status_code, alone.json()["pointer"]) == (422, "/claim_id")
    assert "NUL" in alone.json()["detail"]
    assert [answer.status_code for answer in together if answer.status_code >= 500] == []
    assert json.loads(together[0].text.splitlines()[1])["pointer"] == "/claim_id"
    assert together[1].json()["counts"] | {"new": 1, "faults": 1} == together[1].json()["counts"]
    service.recorder.settle()
    assert service.recorder.backlog().refused == 0


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/v1/scores/%00", "", 404),
        ("GET", "/v1/jobs/%00", "", 404),
        ("GET", "/v1/jobs/a%00b/results", "", 404),
        ("DELETE", "/v1/jobs/%00", "", 404),
        ("GET", "/v1/rules/%00", "", 404),
        ("GET", "/v1/outcomes?since=%00", "", 422),
        ("POST", "/v1/feedback", r'{"claim_id": "A\u0000", "action": "accepted"}', 422),
        ("POST", "/v1/feedback", r'{"claim_id": "A", "action": "accepted", "reason": "\u0000"}', 422),
    ],
)
def test_names_and_words_that_hold_one_are_refused(
    service: Service, method: str, path: str, body: str, status: int
) -> None:
    headers = JSON if body else {}
    answer = calling(service, lambda client: client.request(method, path, content=body.encode(), headers=headers))
    assert answer.status_code == status, answer.text
