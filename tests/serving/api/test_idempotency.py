"""A call that is sent again under its key is carried out once."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from serving.api.service import Service
from serving.store import idempotency
from tests.edi837 import claim, file837
from tests.serving.api.calls import CLAIM, EDI, JSON, calling, post

OTHER = CLAIM.replace(b"A-1001", b"A-1002")


def test_the_same_key_and_body_get_the_same_answer_word_for_word(service: Service) -> None:
    first, again = (post(service, "/v1/score", headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert again.content == first.content
    assert again.headers["content-type"] == first.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "body"), [("/v1/score", OTHER), ("/v1/score?explain=none", CLAIM), ("/v1/check", CLAIM)]
)
def test_the_key_of_another_call_is_refused(service: Service, path: str, body: bytes) -> None:
    key = {"Idempotency-Key": f"k2 {path} {len(body)}".replace(" ", "_")}
    assert post(service, "/v1/score", headers=key).status_code == 200
    refused = post(service, path, body, key)
    assert refused.status_code == 422
    assert "Idempotency-Key" in refused.json()["detail"]


def test_a_key_whose_call_still_runs_is_told_to_wait(service: Service) -> None:
    async def both(client: httpx.AsyncClient) -> list[httpx.Response]:
        body = b"[" + b",".join([CLAIM] * 400) + b"]"
        headers = JSON | {"Idempotency-Key": "k3"}
        first = asyncio.create_task(client.post("/v1/submissions", content=body, headers=headers))
        second = asyncio.create_task(client.post("/v1/submissions", content=body, headers=headers))
        answers = [await first, await second]
        return [*answers, await client.post("/v1/submissions", content=body, headers=headers)]

    answers = calling(service, both)
    ran, waited = sorted(answers[:2], key=lambda answer: answer.status_code)
    assert (ran.status_code, waited.status_code) == (200, 409)
    assert 1 <= int(waited.headers["retry-after"]) <= 5
    assert answers[2].content == ran.content


def test_what_was_refused_may_be_sent_again_under_its_key(service: Service) -> None:
    key = {"Idempotency-Key": "k4"}
    assert post(service, "/v1/score", b"{}", key).status_code == 422
    assert post(service, "/v1/score", CLAIM, key).status_code == 200


def test_a_call_that_its_process_never_ended_is_carried_out_once_its_lease_is_over(service: Service) -> None:
    long_ago = idempotency.datetime.now(idempotency.UTC) - 2 * idempotency.LEASE
    digest = "0" * 64
    idempotency.begin(service.store, "main", "k5", "POST /v1/score", digest, now=long_ago)
    again = idempotency.begin(service.store, "main", "k5", "POST /v1/score", digest)
    assert isinstance(again, idempotency.Mine)


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "ü"])
def test_what_is_no_key_is_refused(service: Service, key: str) -> None:
    answer = post(service, "/v1/score", headers={"Idempotency-Key": key.encode()})  # type: ignore[dict-item]
    assert answer.status_code == 400


def test_a_batch_takes_no_key_and_says_so(service: Service) -> None:
    answer = post(service, "/v1/score/batch", file837(claim("C-1")), EDI | {"Idempotency-Key": "k6"})
    assert answer.status_code == 422
    assert "takes no Idempotency-Key" in answer.json()["detail"]


def test_submissions_and_feedback_are_carried_out_once(service: Service) -> None:
    sent = [post(service, "/v1/submissions", file837(claim("C-7")), EDI | {"Idempotency-Key": "k7"}) for _ in range(2)]
    assert sent[0].content == sent[1].content
    assert sent[0].json()["counts"]["new"] == 1
    score_id = post(service, "/v1/score").json()["score_id"]
    body = b'{"score_id": "%s", "action": "accepted"}' % score_id.encode()
    said = [post(service, "/v1/feedback", body, {"Idempotency-Key": "k8"}) for _ in range(2)]
    assert said[0].json() == said[1].json()
    assert said[0].json()["score_id"] == score_id
