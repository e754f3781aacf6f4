import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.claimresponse import ClaimResponse

from tests.claims.fhir.resources import OTHERS, PROFESSIONAL, bundle, changed, contained, text
from tests.serving.server import Served, serving

FHIR = {"content-type": "application/fhir+json"}


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    code = (
        "from serving.api.app import create; from serving.api.alone import around; "
        "from serving.load import for_a_server; app = create(around(for_a_server()))"
    )
    with serving(code) as running:
        yield running
    assert "ADAMS" not in running.log
    assert "Traceback" not in running.log


@pytest.fixture
def client(served: Served) -> httpx.Client:
    return served.client


@pytest.mark.parametrize("path", ["/v1/score", "/v1/check"])
@pytest.mark.parametrize("node", [contained(PROFESSIONAL, *OTHERS), bundle(PROFESSIONAL, *OTHERS)])
def test_a_claim_resource_is_answered_with_a_claim_response_that_is_on_record(
    client: httpx.Client, path: str, node: Any
) -> None:
    answer = client.post(path, content=text(node), headers=FHIR)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/fhir+json")
    said = ClaimResponse.model_validate_json(answer.content)
    on_record = client.get(f"/v1/scores/{said.id}").json()
    assert on_record["result"]["score_id"] == said.id


def test_a_bundle_is_answered_with_a_bundle(client: httpx.Client) -> None:
    pharmacy = changed(PROFESSIONAL, id="c2", type={"coding": [{"code": "pharmacy"}]})
    answer = client.post("/v1/score/batch", content=text(bundle(PROFESSIONAL, pharmacy, *OTHERS)), headers=FHIR)
    assert answer.headers["content-type"] == "application/fhir+json"
    Bundle.model_validate_json(answer.content)
    kinds = [entry["resource"]["resourceType"] for entry in json.loads(answer.content)["entry"]]
    assert kinds == ["ClaimResponse", "OperationOutcome"]


def test_a_table_is_a_batch_too(client: httpx.Client) -> None:
    table = b"claim_id,payer_id,procedure,units,charge,service_date\nA1,88001,99213,1,100.00,2026-06-15\n"
    answer = client.post("/v1/score/batch", content=table, headers={"content-type": "text/csv"})
    [line] = answer.text.splitlines()
    assert json.loads(line)["claim_id"] == "A1"


@pytest.mark.parametrize(
    ("node", "said"),
    [
        (bundle(PROFESSIONAL, changed(PROFESSIONAL, id="c2"), *OTHERS), "several go to /v1/score/batch"),
        ({"resourceType": "ExplanationOfBenefit"}, "an answer to a claim"),
        (changed(PROFESSIONAL, status="cancelled"), "Claim.status: the claim is not to be sent"),
        ({"resourceType": "Patient", "name": [{"family": "ADAMS"}]}, "send one Claim"),
    ],
)
def test_what_is_not_one_claim_is_refused_without_repeating_it(client: httpx.Client, node: Any, said: str) -> None:
    answer = client.post("/v1/score", content=text(node), headers=FHIR)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert said in answer.json()["detail"]
    assert "ADAMS" not in answer.text
