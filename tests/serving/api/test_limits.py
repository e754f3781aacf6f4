"""How much is taken of one request."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from models import SettingError
from serving.access import Rate
from serving.api.limits import Limits
from serving.api.room import Room
from serving.api.service import Service
from tests.edi837 import claim, file837
from tests.serving.api.calls import CLAIM, EDI, JSON, NDJSON, calling, post, with_

THREE_LINES = json.dumps(
    {**json.loads(CLAIM), "lines": [{"number": at, "procedure": "99213", "charge": "1"} for at in (1, 2, 3)]}
).encode()


def limited(service: Service, **limits: object) -> Service:
    return with_(service, limits=Limits(**limits))  # type: ignore[arg-type]


def test_a_claim_of_as_many_lines_as_are_taken_is_scored_and_one_of_more_is_refused(service: Service) -> None:
    assert post(limited(service, lines=3), "/v1/score", THREE_LINES).status_code == 200
    refused = post(limited(service, lines=2), "/v1/score", THREE_LINES)
    assert (refused.status_code, refused.json()["pointer"]) == (422, "/lines")


def test_in_a_batch_a_claim_of_too_many_lines_costs_one_line(service: Service) -> None:
    body = CLAIM + b"\n" + THREE_LINES + b"\n" + CLAIM
    lines = post(limited(service, lines=2), "/v1/score/batch", body, NDJSON).text.splitlines()
    assert ["verdict" in json.loads(line) for line in lines] == [True, False, True]
    assert json.loads(lines[1])["pointer"] == "/lines"


@pytest.mark.parametrize(("claims", "told"), [(3, False), (4, True)])
def test_the_last_line_says_that_a_batch_has_too_many_claims(service: Service, claims: int, told: bool) -> None:
    body = file837(*(claim(f"C-{at}") for at in range(claims)))
    lines = post(limited(service, batch_claims=3), "/v1/score/batch", body, EDI).text.splitlines()
    assert len(lines) == 3 + told
    assert all("verdict" in json.loads(line) for line in lines[:3])
    if told:
        assert json.loads(lines[3])["status"] == 413


def test_the_last_line_says_that_a_batch_has_too_many_bytes(service: Service) -> None:
    body = file837(*(claim(f"C-{at}") for at in range(50)))

    async def unannounced() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 1000):
            yield body[at : at + 1000]

    tight = limited(service, batch_bytes=len(body) - 1)
    answer = calling(tight, lambda client: client.post("/v1/score/batch", content=unannounced(), headers=EDI))
    last = json.loads(answer.text.splitlines()[-1])
    assert (answer.status_code, last["status"]) == (200, 413)
    assert post(tight, "/v1/score/batch", body, EDI).status_code == 413


def test_a_body_that_does_not_arrive_is_a_408(service: Service) -> None:
    async def halting() -> AsyncIterator[bytes]:
        yield CLAIM[:20]
        await asyncio.sleep(5)

    hasty = limited(service, seconds=0.2)
    answer = calling(hasty, lambda client: client.post("/v1/score", content=halting(), headers=JSON))
    assert answer.status_code == 408


def test_a_batch_that_stops_arriving_is_ended_with_what_was_read(service: Service) -> None:
    async def halting() -> AsyncIterator[bytes]:
        yield CLAIM + b"\n"
        await asyncio.sleep(5)

    hasty = limited(service, seconds=0.3)
    answer = calling(hasty, lambda client: client.post("/v1/score/batch", content=halting(), headers=NDJSON))
    first, last = map(json.loads, answer.text.splitlines())
    assert (first["claim_id"], last["status"]) == ("A-1001", 408)


def test_one_batch_more_than_there_is_room_for_is_told_when_to_come_again(service: Service) -> None:
    full = with_(service, room=Room(0))
    for path in ("/v1/score/batch", "/v1/submissions"):
        answer = post(full, path, CLAIM, NDJSON)
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
    assert post(full, "/v1/score").status_code == 200


def test_a_key_that_asks_for_too_much_is_told_when_to_come_again(service: Service) -> None:
    slow = with_(service, rate=Rate(requests_a_second=0.5))
    assert post(slow, "/v1/score").status_code == 200
    refused = post(slow, "/v1/score")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "2"


@pytest.mark.parametrize("text", ["0", "-1", "many", "nan", "inf"])
def test_a_limit_that_cannot_be_is_told(text: str) -> None:
    assert Limits.here({"CLEANCLAIM_LIMIT_SECONDS": "2.5", "CLEANCLAIM_LIMIT_LINES": ""}).seconds == 2.5
    with pytest.raises(SettingError, match="CLEANCLAIM_LIMIT_SECONDS"):
        Limits.here({"CLEANCLAIM_LIMIT_SECONDS": text})


def test_a_caller_who_is_refused_while_he_sends_is_hung_up_on(service: Service) -> None:
    async def call(client: httpx.AsyncClient) -> httpx.Response:
        return await client.post("/v1/score", content=b" " * (Limits().claim_bytes + 1), headers=JSON)

    answer = calling(service, call)
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")
