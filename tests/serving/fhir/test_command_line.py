import json
from pathlib import Path

from fhir.resources.R4B.bundle import Bundle

from tests.claims.fhir.resources import CPT, OTHERS, PROFESSIONAL, bundle, changed, coded, text
from tests.cli.command import ROOT, cleanclaim


def test_a_bundle_of_claims_is_answered_with_a_bundle_of_responses(tmp_path: Path) -> None:
    items = [changed(PROFESSIONAL["item"][0], modifier=[coded(CPT, "Q9Z")]), PROFESSIONAL["item"][1]]
    odd = changed(PROFESSIONAL, id="c2", identifier=[{"value": "A2"}], item=items)
    (tmp_path / "claims.json").write_bytes(text(bundle(PROFESSIONAL, odd, *OTHERS)))
    run = cleanclaim("score", tmp_path, "--format", "fhir")
    assert run.returncode == 0, run.stderr
    Bundle.model_validate_json(run.stdout)
    answers = [entry["resource"] for entry in json.loads(run.stdout)["entry"]]
    assert [one["outcome"] for one in answers] == ["complete", "error"]
    places = [place["valueString"] for error in answers[1]["error"] for place in error["extension"]]
    assert "Bundle.entry[1].resource.item[0].modifier[0]" in places


def test_any_claims_are_answered_in_fhir_where_asked_for() -> None:
    run = cleanclaim("check", ROOT / "examples", "--format", "fhir")
    Bundle.model_validate_json(run.stdout)
    one, *_ = (entry["resource"] for entry in json.loads(run.stdout)["entry"])
    assert one["patient"]["extension"][0]["valueCode"] == "masked", "an answer to an 837 names no patient"
    assert "extension" not in one, "rules alone give no odds"


def test_no_claims_give_an_empty_bundle(tmp_path: Path) -> None:
    (tmp_path / "claims.json").write_bytes(b"[]")
    run = cleanclaim("check", tmp_path, "--format", "fhir")
    assert json.loads(run.stdout) == {"resourceType": "Bundle", "type": "collection"}
