"""What names a patient never reaches a log, a metric, a problem, a span or a header."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from serving.api.app import create
from serving.api.limits import Limits
from serving.api.service import Service
from serving.api.tracing import Tracing
from tests.edi837 import claim, file837
from tests.serving.api.calls import CLAIM, EDI, JSON, NDJSON, logged, with_

MARKS = ("ZZMARKNAME", "ZZMARKMEMBER", "1931-07-29", "19310729")

PLANTED = json.dumps(
    {
        **json.loads(CLAIM),
        "subscriber": {"member_id": "ZZMARKMEMBER", "last_name": "ZZMARKNAME", "birth_date": "1931-07-29"},
        "patient": {"last_name": "ZZMARKNAME", "first_name": "ZZMARKNAME", "birth_date": "1931-07-29", "sex": "F"},
    }
).encode()
X12 = re.sub(rb"DMG\*D8\*\d{8}", b"DMG*D8*19310729", file837(claim("C-1"), claim("C-2")))
DIRTY = X12.replace(b"NM1*IL*1*", b"NM1*IL*1*ZZMARKNAME*").replace(b"CLM*C-1*", b"CLM*ZZMARKMEMBER*ZZMARKNAME")
FHIR = {"content-type": "application/fhir+json"}
RESOURCE = (
    b'{"resourceType": "Claim", "id": "ZZMARKNAME", "patient": {"display": "ZZMARKNAME"}, "created": "1931-07-29x"}'
)


class Body(NamedTuple):
    path: str
    body: bytes
    headers: dict[str, str]


def bodies() -> Iterator[Body]:
    for path in ("/v1/score", "/v1/check", "/v1/feedback"):
        yield Body(path, PLANTED, JSON)
        yield Body(path, PLANTED[:-40], JSON)
        yield Body(path, PLANTED * 400, JSON)
        yield Body(path, PLANTED.replace(b'"100.00"', b'"ZZMARKNAME"'), JSON)
        yield Body(path, PLANTED.replace(b'"F"', b'["ZZMARKNAME"]'), JSON)
        yield Body(path, PLANTED.replace(b'"sex"', b'"ZZMARKNAME"'), JSON)
        yield Body(path, PLANTED.replace(b"1931-07-29", b"1931-07-29ZZMARKNAME"), JSON)
        yield Body(path, b'{"action": "ZZMARKNAME", "ZZMARKNAME": 1}', JSON)
        yield Body(path, b'{"action": "accepted", "score_id": "ZZMARKNAME", "reason": "ZZMARKNAME"}', JSON)
        yield Body(path, PLANTED, {"content-type": "ZZMARKNAME"})
        yield Body(path, RESOURCE, FHIR)
        yield Body(path + "?as_of=ZZMARKNAME&ZZMARKNAME=1", PLANTED, JSON)
    for path in ("/v1/score/batch", "/v1/submissions", "/v1/remits"):
        yield Body(
            path, b"\n".join([PLANTED, PLANTED[:-40], b'{"claim_id": "ZZMARKNAME", "lines": "ZZMARKNAME"}']), NDJSON
        )
        yield Body(path, b"[" + PLANTED + b', "ZZMARKNAME", ' + PLANTED[:50], JSON)
        yield Body(path, DIRTY, EDI)
        yield Body(path, DIRTY[: len(DIRTY) // 2], EDI)
        yield Body(path, DIRTY.replace(b"DMG*D8*", b"DMG*D8*ZZMARKNAME").replace(b"SV1*", b"SV1*ZZMARKNAME"), EDI)
        yield Body(path, DIRTY.replace(b"ST*835", b"ST*999"), EDI)
        yield Body(path, b"ZZMARKNAME", EDI)
        yield Body(path, RESOURCE, FHIR)


@pytest.mark.parametrize(
    "sent", list(bodies()), ids=lambda sent: f"{sent.path} {len(sent.body)} {sent.headers['content-type'][:22]}"
)
def test_nothing_of_a_body_is_told_anywhere_but_in_its_result(service: Service, tmp_path: Path, sent: Body) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tight = with_(service, limits=Limits(claim_bytes=100_000))

    async def call() -> tuple[httpx.Response, str]:
        with logged(tmp_path) as (log, _):
            transport = httpx.ASGITransport(create(tight, log, Tracing(provider)), raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://x", timeout=30) as client:
                answer = await client.post(sent.path, content=sent.body, headers=sent.headers)
                return answer, (await client.get("/metrics")).text

    answer, metrics = asyncio.run(call())
    assert answer.status_code != 500, answer.text
    spans = "".join(span.to_json() for span in exporter.get_finished_spans())
    told = [(tmp_path / "log").read_text(), metrics, spans, str(answer.headers)]
    if answer.status_code != 200:
        told.append(answer.text)
    else:
        told += [line for line in answer.text.splitlines() if '"verdict"' not in line and '"resourceType"' not in line]
    for mark in MARKS:
        assert [text for text in told if mark in text] == []
