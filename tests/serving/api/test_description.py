"""The API's description is whole, and its page and examples hold."""

from __future__ import annotations

import json
import os
import re
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from serving.access import SCOPES
from serving.api.app import ROUTES
from serving.api.described import routes
from serving.api.openapi import document
from serving.api.schema import EXAMPLE
from serving.api.service import Service
from tests.claims.edi835 import interchange, transaction
from tests.cli.command import cleanclaim
from tests.serving.api.calls import calling
from tests.serving.api.server import served
from tests.serving.outcomes.office import paid
from tests.serving.server import ROOT

ALL = (*ROUTES, *routes(ROUTES))


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return json.loads(json.dumps(document(ALL)))


def test_every_route_tells_what_it_does_and_all_that_it_may_answer(described: dict[str, Any]) -> None:
    for route in ALL:
        call = described["paths"][route.path][route.method.lower()]
        assert len(call["description"]) > 20
        assert str(route.status) in call["responses"]
        assert ("401" in call["responses"]) == bool(route.scope)
        assert ("requestBody" in call) == bool(route.takes)
        assert all(answer["description"] for answer in call["responses"].values())
        assert {name.strip("{}") for name in re.findall(r"{\w+}", route.path)} == {
            parameter["name"] for parameter in call["parameters"] if parameter["in"] == "path"
        }


def test_every_call_of_the_contract_is_there(described: dict[str, Any]) -> None:
    calls = {f"{method.upper()} {path}" for path, methods in described["paths"].items() for method in methods}
    assert calls >= {
        *("POST /v1/score", "POST /v1/score/batch", "POST /v1/check", "POST /v1/submissions", "POST /v1/remits"),
        *("POST /v1/feedback", "GET /v1/model", "GET /v1/rules", "GET /v1/rules/{rule_id}"),
        *(
            "GET /v1/scores/{score_id}",
            "GET /v1/outcomes",
            "GET /v1/report",
            "GET /healthz",
            "GET /readyz",
            "GET /metrics",
            "GET /openapi.json",
        ),
        "GET /docs",
    }


def test_every_reference_leads_somewhere_and_every_component_is_used(described: dict[str, Any]) -> None:
    text = json.dumps(described)
    used = set(re.findall(r'"#/components/(\w+)/([\w-]+)"', text))
    there = {(kind, name) for kind in ("schemas", "headers") for name in described["components"][kind]}
    assert used == there


def test_fields_of_a_claim_say_what_they_are(described: dict[str, Any]) -> None:
    claim = described["components"]["schemas"]["Claim"]["properties"]
    assert "CLM01" in claim["claim_id"]["description"]
    assert "NM109" in described["components"]["schemas"]["Provider"]["properties"]["npi"]["description"]


def test_the_page_names_every_call_and_loads_nothing(service: Service) -> None:
    answer = calling(service, lambda client: client.get("/docs"))
    for route in ALL:
        assert f"{route.method} {route.path}" in answer.text
    assert "<script" not in answer.text
    assert re.findall(r'(?:src|href)="(?!#|/openapi\.json)', answer.text) == []
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "`" not in answer.text


def test_every_example_of_the_page_runs_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "claim.json").write_text(json.dumps(EXAMPLE))
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "remit.835").write_text(interchange(transaction(paid())))
    store = ["--store", f"sqlite:///{tmp_path / 'store.db'}"]
    scopes = [word for scope in SCOPES for word in ("--scope", scope)]
    key = cleanclaim("keys", "make", "--name", "examples", *scopes, *store).stdout.strip()
    with served(tmp_path) as server, server.client() as client:
        client.headers["authorization"] = f"Bearer {key}"
        page = client.get("/docs").text
        examples = [unescape(found) for found in re.findall(r'<pre class="curl">(.*?)</pre>', page, re.DOTALL)]
        score_id = client.post("/v1/score", json=EXAMPLE).json()["score_id"]
        (tmp_path / "feedback.json").write_text(json.dumps({"score_id": score_id, "action": "accepted"}))
        environment = os.environ | {"CLEANCLAIM": server.url, "KEY": key, "SCORE_ID": score_id, "NO_PROXY": "*"}
        assert len(examples) == sum(len(route.examples) for route in ALL) >= 14
        for example in examples:
            done = subprocess.run(
                ["bash", "-c", f"{example} --fail-with-body"],
                cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, example + done.stdout + done.stderr
            assert done.stdout
