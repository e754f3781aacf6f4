import json
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.claimresponse import ClaimResponse

from claims.origin import Sourced
from models import EMBEDDED
from models import Bundle as Model
from rules import RuleSet
from serving import fhir
from serving.scorer import Scorer
from tests.claims.fhir.resources import CPT, OTHERS, PROFESSIONAL, bundle, changed, coded, text


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer(Model.load(EMBEDDED), RuleSet.load())


def claim_of(node: Any) -> Sourced:
    [found] = fhir.claims_of(text(node))
    assert isinstance(found, Sourced)
    return found


def test_a_response_is_r4_and_repeats_who_asked(scorer: Scorer) -> None:
    sourced = claim_of(bundle(PROFESSIONAL, *OTHERS))
    answer = fhir.response(scorer.score(sourced), sourced)
    ClaimResponse.model_validate_json(answer)
    said = json.loads(answer)
    for element in ("type", "use", "patient", "insurer"):
        assert said[element] == json.loads(text(PROFESSIONAL))[element]
    assert said["request"] == {"reference": "https://example.org/fhir/Claim/c1"}
    assert said["outcome"] == "complete"
    assert "item" not in said, "nothing was adjudicated"


def test_an_error_names_the_item_the_element_and_the_place_in_the_837(scorer: Scorer) -> None:
    item = changed(PROFESSIONAL["item"][0], modifier=[coded(CPT, "Q9Z")])
    sourced = claim_of(
        bundle(changed(PROFESSIONAL, item=[PROFESSIONAL["item"][1], changed(item, sequence=7)]), *OTHERS)
    )
    said = json.loads(fhir.response(scorer.score(sourced), sourced))
    assert said["outcome"] == "error"
    error = next(one for one in said["error"] if one.get("itemSequence") == 7)
    places = {one["url"].rpartition("-")[2]: one["valueString"] for one in error["extension"]}
    assert places["errorElement"] == "2400-SV101-3"
    assert places["errorPath"] == "Bundle.entry[0].resource.item[1].modifier[0]"


def test_a_bundle_of_answers_has_one_for_each_claim_and_each_fault(scorer: Scorer) -> None:
    pharmacy = changed(PROFESSIONAL, id="c2", type={"coding": [{"code": "pharmacy"}]})
    found = fhir.claims_of(text(bundle(pharmacy, PROFESSIONAL, *OTHERS)))
    whole = fhir.bundle((scorer.score(one), one) if isinstance(one, Sourced) else one for one in found)
    Bundle.model_validate_json(whole)
    kinds = [entry["resource"]["resourceType"] for entry in json.loads(whole)["entry"]]
    assert kinds == ["OperationOutcome", "ClaimResponse"]
