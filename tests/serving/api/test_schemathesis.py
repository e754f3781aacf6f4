"""Calls that schemathesis makes up from the description, good ones and bad ones: no 500, no answer that it lacks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.serving.server import serving

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def api() -> Iterator[schemathesis.BaseSchema]:
    code = (
        "from serving.api.app import create; from serving.api.alone import around; "
        "from serving.load import for_a_server; from models import EMBEDDED, Bundle; "
        "app = create(around(for_a_server(Bundle.load(EMBEDDED))))"
    )
    with serving(code) as running:
        yield schemathesis.openapi.from_url(f"http://127.0.0.1:{running.port}/openapi.json")


schema = schemathesis.pytest.from_fixture("api")


@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case: schemathesis.Case) -> None:
    answer: Response = case.call(timeout=30)
    case.validate_response(answer, checks=CHECKS)
