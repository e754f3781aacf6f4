"""A training is found again in MLflow: its figures, its model, and nothing of any patient."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

import features
from claims.claim import Claim
from models import Bundle, BundleError
from rules import Context, RuleSet
from tests.training.tracking.conftest import MARK, Tracked
from training.office_files import Files, read_files
from training.tracking.log import log
from training.tracking.store import load_bundle, store
from training.trained import Trained

KNOWN_DAYS = {date(1980, 1, 1)}
"""Of the made-up claim that shows the form of the input."""

SERVE = """
import json, sys, mlflow, pandas
model = mlflow.pyfunc.load_model(sys.argv[1])
claims = pandas.DataFrame({"claim": open(sys.argv[2]).read().splitlines()})
print(json.dumps(model.predict(claims).to_dict("list")))
"""


@pytest.fixture(scope="module")
def files(office: Path) -> Files:
    return read_files(office / "test" / "claims", office / "test" / "remits")


def test_the_registered_model_is_the_bundle_that_was_written(trained: Trained, home: Path):
    uri = trained.bundle.run["mlflow_model"]
    assert uri == "models:/cleanclaim/1"
    for where in (uri, f"runs:/{trained.bundle.run['mlflow_run']}/model", home / "model"):
        assert load_bundle(where).version == trained.bundle.version
    assert Bundle.load(home / "model").run["mlflow_model"] == uri


def test_a_fresh_process_that_knows_only_the_store_gives_the_odds_of_the_bundle(
    trained: Trained, home: Path, files: Files, tmp_path: Path
):
    claims = [claim for claim in files.claims if claim.lines][:40]
    text = b"\n".join(map(msgspec.json.encode, claims))
    (tmp_path / "claims.ndjson").write_bytes(text)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SERVE, trained.bundle.run["mlflow_model"], tmp_path / "claims.ndjson"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "MLFLOW_TRACKING_URI": f"sqlite:///{home / 'mlflow.db'}"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    served = json.loads(done.stdout.splitlines()[-1])
    assert served["claim_id"] == [claim.claim_id for claim in claims]
    expected = [_odds(trained.bundle, claim) for claim in claims]
    np.testing.assert_allclose(served["denial_probability"], [one.claim for one in expected], atol=1e-9)
    assert [len(lines) for lines in served["line_probabilities"]] == [len(claim.lines) for claim in claims]


def _odds(bundle: Bundle, claim: Claim):  # noqa: ANN202
    today = claim.submission_date or date(2026, 1, 1)
    checked = RuleSet.load().check(claim, Context(today=today))
    return bundle.odds(features.rows(claim, checked.answers, bundle.history().past(claim, today)), claim.payer.id)


@pytest.fixture
def run(trained: Trained, home: Path) -> Iterator[Any]:
    assert home
    with store() as mlflow:
        yield mlflow.get_run(trained.bundle.run["mlflow_run"])


def test_parameters_are_few_and_named_by_what_they_are_of(run: Any, trained: Trained):
    assert run.data.params["seed"] == "0"
    assert run.data.params["trained_through"] == str(trained.bundle.trained_through)
    assert run.data.params["review/look_cost"] == "5.75"
    assert run.data.params["fit/rounds"] == "120"
    assert len(run.data.params) < 20


def test_figures_stand_by_part_payer_and_kind_and_the_hold_out_first(run: Any, trained: Trained):
    found = run.data.metrics
    assert found["holdout/auroc"] == pytest.approx(trained.metrics["auroc"])
    assert found["seen/fit/claims"] == trained.report["claims_to_fit"]
    assert found["seen/calibrate/claims"] == trained.report["claims_to_calibrate"]
    assert found["labels/claims_silent"] == trained.report["claims_silent"]
    for group in ("payer", "kind"):
        claims = [value for name, value in found.items() if name.startswith(f"{group}/") and name.endswith("/claims")]
        assert sum(claims) == found["holdout/claims"]
        assert len(claims) > 1
    assert min(found).startswith("holdout/")
    assert 0 <= found["review/dollars_caught"] <= 1


def test_plots_card_and_what_it_was_made_with_are_files_of_the_run(run: Any):
    with store() as mlflow:
        client = mlflow.MlflowClient()
        folders = ("", "plots", "made_with")
        names = {file.path for folder in folders for file in client.list_artifacts(run.info.run_id, folder)}
        texts = {
            name: mlflow.artifacts.load_text(f"{run.info.artifact_uri}/{name}")
            for name in ("card.html", "card.md", "made_with/requirements.txt", "made_with/editions.json")
        }
    plots = ("calibration", "dollars_caught", "payers", "precision_recall", "shap_summary")
    assert {f"plots/{name}.png" for name in plots} | texts.keys() == names - {"plots", "made_with"}
    assert f"lightgbm=={version('lightgbm')}" in texts["made_with/requirements.txt"].splitlines()
    edition = json.loads(texts["made_with/editions.json"])["editions"][0]
    assert {"title", "first_day", "last_day", "sha256"} <= edition.keys()
    headings = re.findall("^## (.+)$", texts["card.md"], re.MULTILINE)
    assert re.findall('<h2 id="[^"]+">(.+)</h2>', texts["card.html"]) == headings
    assert texts["card.html"].count("<svg") == len(plots)


def test_the_data_are_inputs_with_digests_numbers_and_days(run: Any, trained: Trained):
    inputs = {one.dataset.name: one for one in run.inputs.dataset_inputs}
    assert inputs.keys() == {"claims", "remittances", "claims_fit", "claims_calibrate", "claims_holdout"}
    profiles = {name: json.loads(one.dataset.profile) for name, one in inputs.items()}
    for name, digest in trained.files.digests.items():
        assert profiles[name]["sha256"] == digest
        assert digest.startswith(inputs[name].dataset.digest)
    assert profiles["claims"]["count"] == trained.files.counts["claims"]
    assert profiles["claims"]["last_day"] <= str(trained.files.through)
    assert profiles["claims_fit"]["last_day"] < profiles["claims_calibrate"]["first_day"]
    assert profiles["claims_calibrate"]["last_day"] < profiles["claims_holdout"]["first_day"]
    assert inputs["claims_holdout"].tags[0].value == "holdout"


def test_the_description_reads_as_a_report_and_agrees_with_the_figures(run: Any, trained: Trained):
    told = run.data.tags["mlflow.note.content"]
    found = run.data.metrics
    assert told.startswith("Learnt from ")
    assert f"AUROC {found['holdout/auroc']:.3f}" in told
    assert f"**{found['review/dollars_caught']:.0%} of the refused dollars**" in told
    payers = {claim.payer.id for claim in trained.files.claims}
    largest = max(payers, key=lambda payer: found.get(f"payer/{payer}/claims", 0))
    assert f"| `{largest}` | {found[f'payer/{largest}/claims']:,.0f} |" in told


def test_the_run_says_which_program_and_rules_made_it(run: Any, trained: Trained):
    tags = run.data.tags
    assert tags["made_with.rules"] == trained.bundle.manifest.built_with["rules"]
    assert tags["bundle_version"] == trained.bundle.version
    assert re.fullmatch(r"[0-9a-f]{40}( with changes)?|version \S+", tags["git_revision"])
    assert tags["mlflow.source.name"] == "cleanclaim train"  # the path of a program may name its user


def test_the_newest_model_is_the_challenger_and_says_how_good_it_is(run: Any, trained: Trained):
    with store() as mlflow:
        newest = mlflow.MlflowClient().get_model_version_by_alias("cleanclaim", "challenger")
        info = mlflow.models.get_model_info("models:/cleanclaim@challenger")
    assert newest.run_id == run.info.run_id
    assert f"models:/cleanclaim/{newest.version}" == trained.bundle.run["mlflow_model"]
    assert newest.tags["bundle_version"] == trained.bundle.version
    assert run.data.tags["mlflow.note.content"].startswith(newest.description)
    assert info.signature.inputs.input_names() == ["claim"]
    assert "denial_probability" in info.signature.outputs.input_names()
    assert info.saved_input_example_info


def test_nothing_is_pickled_and_no_patient_stands_in_the_store(tracked: Tracked, home: Path):
    patients = read_files(tracked.office / "claims", tracked.office / "remits").claims
    secrets = {claim.subscriber.member_id for claim in patients} | {claim.claim_id for claim in patients}
    born = {claim.patient.birth_date for claim in patients if claim.patient.birth_date}
    secrets |= {day.strftime(form) for day in born - KNOWN_DAYS for form in ("%Y-%m-%d", "%Y%m%d")}
    assert len(secrets) > 1000
    written = [file for file in (home / "mlruns").rglob("*") if file.is_file()]
    assert not [file for file in written if file.suffix in {".pkl", ".pickle", ".joblib"}]
    text = "\n".join(sqlite3.connect(home / "mlflow.db").iterdump())
    text += "\n".join(_text(file) for file in written)
    assert "holdout/auroc" in text
    assert MARK not in text
    assert secrets & set(re.findall(r"\d{4}-\d\d-\d\d|[A-Za-z0-9]+", text)) == set()


def _text(file: Path) -> str:
    """All that can be read in a file."""
    if file.suffix != ".npz":
        return file.read_text("utf-8", "replace")
    with np.load(file, allow_pickle=False) as tables:
        return "\n".join(
            "\n".join(map(str, tables[name].ravel())) for name in tables if tables[name].dtype.kind in "SU"
        )


def test_another_store_is_used_where_the_environment_names_it(
    trained: Trained, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'theirs.db'}")
    _, uri = log(trained, home / "model", {"seed": 0})
    assert uri == "models:/cleanclaim/1"
    assert load_bundle(uri).version == trained.bundle.version
    assert os.environ["MLFLOW_TRACKING_URI"] == f"sqlite:///{tmp_path / 'theirs.db'}"


def test_a_model_that_is_not_registered_is_refused_with_where_it_was_looked_for(home: Path):
    with pytest.raises(BundleError, match=r"models:/nobody/7 .*mlflow\.db"):
        load_bundle("models:/nobody/7")
    assert home
