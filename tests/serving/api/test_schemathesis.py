"""Calls that schemathesis makes up from the description, good ones and bad ones: no 500, no answer that it lacks."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from serving.api.app import ROUTES
from serving.api.described import routes
from serving.api.openapi import document
from tests.serving.server import serving

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 5
"""Of each call and kind."""


@schemathesis.serializer("application/edi-x12", "text/csv")
def as_text(_: schemathesis.SerializationContext, value: object) -> bytes:
    return value.encode(errors="replace") if isinstance(value, str) else json.dumps(value).encode()


SCHEMA = schemathesis.openapi.from_dict(json.loads(json.dumps(document((*ROUTES, *routes(ROUTES))))))
OPERATIONS = {operation.ok().label: operation.ok() for operation in SCHEMA.get_all_operations()}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    database = "" if request.param == "sqlite" else request.getfixturevalue("postgres").empty()
    code = (
        "from serving.api.app import create; from serving.api.alone import around; "
        "from serving.load import for_a_server; from models import EMBEDDED, Bundle; "
        f"app = create(around(for_a_server(Bundle.load(EMBEDDED)), store_url={database!r}))"
    )
    with serving(code) as running:
        yield f"http://127.0.0.1:{running.port}"


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good", "bad"])
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_as_described(url: str, label: str, mode: GenerationMode) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode))
    def calls(case: schemathesis.Case) -> None:
        case.validate_response(case.call(base_url=url, timeout=30), checks=CHECKS)

    calls()
