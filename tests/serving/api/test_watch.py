"""Every request has an id, a line in the log, a place in the metrics, and a span where spans are asked for."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import httpx
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.types import Message

from models import SettingError
from serving.api import logs
from serving.api.app import create
from serving.api.call import Call
from serving.api.service import Service
from serving.api.tracing import Tracing, tracing_here
from serving.published import Shadowing
from serving.store import Store
from tests.serving.api.calls import CLAIM, JSON, a_service, calling, logged, post, with_
from tests.serving.store.outage import Unsteady


@pytest.mark.parametrize("given", ["abc-1", "A.b_c:9", "x" * 64])
def test_the_callers_own_id_comes_back(service: Service, given: str) -> None:
    assert post(service, "/v1/score", headers={"X-Request-Id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "JOHN DOE", "x" * 65, 'a"b'])
def test_what_is_no_id_is_replaced(service: Service, given: str) -> None:
    answered = post(service, "/nowhere", headers={"X-Request-Id": given}).headers["x-request-id"]
    assert answered != given
    assert len(answered) == 32


def test_a_request_is_one_line_of_json_with_the_routes_template(service: Service, tmp_path: Path) -> None:
    async def calls(client: httpx.AsyncClient) -> None:
        await client.post("/v1/score?as_of=2026-06-03", content=CLAIM, headers=JSON | {"X-Request-Id": "r1"})
        await client.get("/v1/rules/SECRETNAME", headers={"X-Request-Id": "r2"})
        await client.get("/SECRETNAME", headers={"X-Request-Id": "r3"})

    with logged(tmp_path) as (log, file):
        calling(service, calls, log)
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [(line["request_id"], line["route"], line["status"], line.get("office")) for line in lines] == [
        ("r1", "/v1/score", 200, "main"),
        ("r2", "/v1/rules/{rule_id}", 404, "main"),
        ("r3", "none", 404, None),
    ]
    assert all(line["ms"] > 0 and line["at"].endswith("Z") and line["event"] == "request" for line in lines)
    assert "SECRETNAME" not in file.read_text()


def test_a_defect_is_a_500_told_by_kind_and_place_alone(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("SECRETNAME")

    monkeypatch.setattr(Call, "record", broken)
    with logged(tmp_path) as (log, file):
        answer = calling(service, lambda client: client.post("/v1/score", content=CLAIM, headers=JSON), log)
    assert answer.status_code == 500
    assert "RuntimeError in api/test_watch.py line" in answer.json()["detail"]
    assert answer.headers["x-request-id"]
    events = [json.loads(line)["event"] for line in file.read_text().splitlines()]
    assert events == ["defect", "request"]
    assert "SECRETNAME" not in file.read_text() + answer.text


@pytest.mark.parametrize(
    ("place", "status", "says"),
    [("/dev/full", 507, "a disk of the server is full"), ("/", 500, "a defect of cleanclaim")],
)
def test_a_disk_that_does_not_take_what_is_written_is_told_and_is_no_caller_who_hung_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, status: int, says: str
) -> None:
    def written(*_: object) -> None:
        with Path(place).open("wb", buffering=0) as file:
            file.write(b"x")

    monkeypatch.setattr(Call, "record", written)
    with logged(tmp_path) as (log, file):
        answer = calling(a_service(), lambda client: client.post("/v1/score", content=CLAIM, headers=JSON), log)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert says in answer.json()["detail"]
    assert json.loads(file.read_text().splitlines()[-1])["status"] == status


def test_a_caller_who_hung_up_is_no_defect(service: Service, tmp_path: Path) -> None:
    async def send(_: object) -> None:
        raise OSError("the socket is closed")

    async def receive() -> Message:
        return {"type": "http.request", "body": CLAIM}

    scope = {"type": "http", "method": "POST", "path": "/v1/score", "query_string": b"", "root_path": ""}
    scope |= {"headers": [(b"content-type", b"application/json")], "scheme": "http", "client": ("127.0.0.1", 1)}
    with logged(tmp_path) as (log, file):
        asyncio.run(create(service, log)(scope, receive, send))
    assert [json.loads(line)["status"] for line in file.read_text().splitlines()] == [499]


@pytest.mark.parametrize(("level", "written"), [("info", 1), ("warning", 0)])
def test_the_level_decides_whether_requests_are_noted(
    service: Service, tmp_path: Path, level: str, written: int
) -> None:
    with logged(tmp_path) as (log, file):
        log.level = logs.level_here({logs.SETTING: level})
        calling(service, lambda client: client.get("/healthz"), log)
    assert len(file.read_text().splitlines()) == written


def test_a_level_that_there_is_not_is_told() -> None:
    with pytest.raises(SettingError, match="CLEANCLAIM_LOG_LEVEL"):
        logs.level_here({logs.SETTING: "loud"})


def test_metrics_count_requests_verdicts_findings_and_what_waits() -> None:
    service = a_service()

    async def calls(client: httpx.AsyncClient) -> str:
        await client.post("/v1/score", content=CLAIM.replace(b'"100.00", "place', b'"90.00", "place'), headers=JSON)
        await client.post("/v1/score", content=b"{}", headers=JSON)
        await client.post(
            "/v1/score/batch", content=CLAIM + b"\n" + CLAIM, headers={"content-type": "application/x-ndjson"}
        )
        await asyncio.to_thread(service.recorder.settle)
        return (await client.get("/metrics")).text

    text = calling(service, calls)
    for line in (
        'cleanclaim_request_seconds_count{method="POST",route="/v1/score",status="200"} 1.0',
        'cleanclaim_request_seconds_count{method="POST",route="/v1/score",status="422"} 1.0',
        'cleanclaim_scores_total{verdict="fix",via="score"} 1.0',
        'cleanclaim_findings_total{rule="charge-balance",severity="error"} 1.0',
        'via="batch"} ',
        "cleanclaim_history_lag_events 0.0",
        "cleanclaim_recorder_waiting ",
        "cleanclaim_recorder_refused 0.0",
        'cleanclaim_store_transaction_seconds_count{kind="commit"} ',
    ):
        assert line in text


def test_while_the_store_is_away_metrics_say_so() -> None:
    service = a_service()
    unsteady = Unsteady.of(service.store)
    service = with_(service, store=unsteady)
    for away in (False, True, False):
        unsteady.away = away
        answer = calling(service, lambda client: client.get("/metrics"))
        assert answer.status_code == 200
        assert f"cleanclaim_store_up {0.0 if away else 1.0}\n" in answer.text
        assert "cleanclaim_recorder_waiting " in answer.text


def test_what_a_challenger_passed_over_is_counted(store: Store) -> None:
    shadowing = Shadowing(store)
    shadowing.passed_over = 7
    answer = calling(with_(a_service(), shadowing=shadowing), lambda client: client.get("/metrics"))
    shadowing.close()
    assert "cleanclaim_shadow_passed_over 7.0\n" in answer.text


def test_a_span_tells_the_route_and_neither_path_query_nor_body(service: Service) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    parent = f"00-{'a' * 32}-{'b' * 16}-01"

    async def call() -> None:
        transport = httpx.ASGITransport(create(service, logs.Log(level=100), Tracing(provider)))
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            await client.get("/v1/scores/SECRETNAME?SECRETNAME=1", headers={"traceparent": parent})

    asyncio.run(call())
    (span,) = exporter.get_finished_spans()
    assert span.name == "GET /v1/scores/{score_id}"
    assert span.parent is not None
    assert span.context.trace_id == int("a" * 32, 16)
    assert dict(span.attributes or {}).keys() == {
        "http.request.method",
        "http.route",
        "http.response.status_code",
        "cleanclaim.office",
        "cleanclaim.request_id",
    }
    assert "SECRETNAME" not in span.to_json()


def test_no_spans_are_made_where_nobody_asks_for_them() -> None:
    assert tracing_here({}) is None
