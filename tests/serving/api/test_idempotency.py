"""A call that is sent again under its key is carried out once."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest
from sqlalchemy import Connection, Table, event, func, select
from sqlalchemy.exc import OperationalError

from serving.api.call import IN_MEMORY
from serving.api.limits import Limits
from serving.api.service import Service
from serving.store import idempotency, tables
from serving.store.tables import feedback, job
from tests.edi837 import claim, file837
from tests.serving.api.calls import CLAIM, EDI, JSON, a_service, calling, post

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


@contextmanager
def failing_once(service: Service, begins: str) -> Iterator[list[str]]:
    """The database goes away at the next statement that begins so."""
    failed: list[str] = []

    def execute(_: object, __: object, statement: str, *___: object) -> None:
        if not failed and statement.startswith(begins):
            failed.append(statement)
            raise OperationalError(statement, None, Exception("the store is away"))

    engine = service.store.engine
    event.listen(engine, "before_cursor_execute", execute)
    yield failed
    event.remove(engine, "before_cursor_execute", execute)


def count(service: Service, table: Table) -> int:
    with service.store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def feedback_of(service: Service) -> bytes:
    score_id = post(service, "/v1/score").json()["score_id"]
    return b'{"score_id": "%s", "action": "accepted"}' % score_id.encode()


@pytest.mark.parametrize("path", ["/v1/feedback", "/v1/jobs"])
def test_what_was_written_whose_answer_could_not_be_kept_is_not_there_and_is_done_once_when_sent_again(
    service: Service, path: str
) -> None:
    table, body = (feedback, feedback_of(service)) if path == "/v1/feedback" else (job, b"[%s]" % CLAIM)
    key, before = {"Idempotency-Key": f"k9{path}"}, count(service, table)
    with failing_once(service, "UPDATE idempotency SET state") as failed:
        assert post(service, path, body, key).status_code == 503
        assert failed
    assert count(service, table) == before
    again = post(service, path, body, key)
    assert again.status_code in {200, 202}
    assert post(service, path, body, key).content == again.content
    assert count(service, table) == before + 1


@pytest.mark.parametrize("path", ["/v1/feedback", "/v1/jobs"])
def test_a_call_that_another_took_over_while_it_ran_undoes_what_it_did(service: Service, path: str) -> None:
    table, body = (feedback, feedback_of(service)) if path == "/v1/feedback" else (job, b"[%s]" % CLAIM)
    key, before = {"Idempotency-Key": f"k10{path}"}, count(service, table)

    def taken_over(connection: Connection, _: object, statement: str, *__: object) -> None:
        if statement.startswith(f"INSERT INTO {table.name} "):
            connection.exec_driver_sql("UPDATE idempotency SET holder = 'another' WHERE state = 'running'")

    event.listen(service.store.engine, "before_cursor_execute", taken_over)
    assert post(service, path, body, key).status_code == 409
    event.remove(service.store.engine, "before_cursor_execute", taken_over)
    assert count(service, table) == before


def test_a_call_that_took_too_long_goes_on_and_its_key_is_held_until_it_is_done() -> None:
    slow = a_service(limits=Limits(seconds=0.5))
    body, release = feedback_of(slow), threading.Event()

    def wait(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith("INSERT INTO feedback"):
            release.wait(10)

    async def calls(client: httpx.AsyncClient) -> list[httpx.Response]:
        headers = JSON | {"Idempotency-Key": "k11"}
        late = await client.post("/v1/feedback", content=body, headers=headers)
        with slow.store.reading() as connection:
            held = connection.execute(select(tables.idempotency.c.state)).scalars().all()
        assert held == ["running"]
        release.set()
        found = [late]
        while found[-1].status_code != 200:
            await asyncio.sleep(0.05)
            found.append(await client.post("/v1/feedback", content=body, headers=headers))
        return found

    event.listen(slow.store.engine, "before_cursor_execute", wait)
    found = calling(slow, calls)
    assert found[0].status_code == 504
    assert found[-1].headers["idempotency-replayed"] == "true"
    assert count(slow, feedback) == 1


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/v1/submissions", {"Idempotency-Key": "k12"}),
        ("/v1/remits", {"Idempotency-Key": "k13"}),
        ("/v1/jobs", {"Idempotency-Key": "k14"}),
        ("/v1/score/batch", {"Via": "1.1 proxy"}),
    ],
)
def test_a_server_that_has_no_place_says_so_before_it_reads_the_body(
    service: Service, path: str, headers: dict[str, str]
) -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(100):
            read += 1
            yield b" " * 1000
        yield CLAIM

    async def refused(client: httpx.AsyncClient) -> httpx.Response:
        with ExitStack() as places:
            for _ in range(service.limits.batches):
                places.enter_context(service.room.place())
            return await client.post(path, content=body(), headers=EDI | headers)

    assert calling(service, refused).status_code == 503
    assert read <= 1


def test_a_large_body_waits_where_the_data_of_the_service_is(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    body = b"[" + b",\n".join([CLAIM] * (IN_MEMORY // len(CLAIM) + 1)) + b"]"
    assert post(service, "/v1/jobs", body).status_code == 202
