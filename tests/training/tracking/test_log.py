"""A training is found again in MLflow: its figures, its model, and nothing of any patient."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import numpy as np
import pytest

import features
from claims.claim import Claim
from models import Bundle, BundleError
from rules import Context, RuleSet
from training.office_files import Files, read_files
from training.run import train
from training.tracking.log import log
from training.tracking.store import load_bundle, store
from training.trained import Trained

SERVE = """
import json, sys, mlflow, pandas
model = mlflow.pyfunc.load_model(sys.argv[1])
claims = pandas.DataFrame({"claim": open(sys.argv[2]).read().splitlines()})
print(json.dumps(model.predict(claims).to_dict("list")))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A working directory without a tracking store, which is nobody else's."""
    before, home = Path.cwd(), tmp_path_factory.mktemp("home")
    uri = os.environ.pop("MLFLOW_TRACKING_URI", None)
    os.chdir(home)
    yield home
    os.chdir(before)
    if uri is not None:
        os.environ["MLFLOW_TRACKING_URI"] = uri


@pytest.fixture(scope="module")
def trained(office: Path, home: Path) -> Trained:
    return train(office / "train" / "claims", office / "train" / "remits", home / "model", threads=1)


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


def test_a_run_has_parameters_metrics_plots_digests_and_a_signature(trained: Trained, home: Path):
    with store() as mlflow:
        client = mlflow.MlflowClient()
        run = client.get_run(trained.bundle.run["mlflow_run"])
        plots = {file.path for file in client.list_artifacts(run.info.run_id, "plots")}
        model = mlflow.models.get_model_info("models:/cleanclaim/1")
    assert run.data.params["seed"] == "0"
    assert run.data.params["trained_through"] == str(trained.bundle.trained_through)
    assert run.data.metrics["holdout_auroc"] == pytest.approx(trained.metrics["auroc"])
    assert run.data.metrics["claims_silent"] == trained.report["claims_silent"]
    assert plots == {f"plots/{name}.png" for name in ("calibration", "precision_recall", "gain", "importance")}
    digests = {one.dataset.name: one.dataset.digest for one in run.inputs.dataset_inputs}
    assert digests == {name: digest[:36] for name, digest in trained.files.digests.items()}
    assert model.signature.inputs.input_names() == ["claim"]
    assert "denial_probability" in model.signature.outputs.input_names()
    assert home


def test_nothing_is_pickled_and_no_patient_stands_in_the_store(trained: Trained, home: Path, office: Path):
    patients = read_files(office / "train" / "claims", office / "train" / "remits").claims
    secrets = {claim.subscriber.member_id for claim in patients} | {claim.claim_id for claim in patients}
    secrets |= {f"{claim.subscriber.last_name}, {claim.subscriber.first_name}" for claim in patients}
    written = [file for file in (home / "mlruns").rglob("*") if file.is_file()]
    assert not [file for file in written if file.suffix in {".pkl", ".pickle", ".joblib"}]
    text = "\n".join(sqlite3.connect(home / "mlflow.db").iterdump())
    text += "\n".join(file.read_text("utf-8", "replace") for file in written if file.suffix != ".png")
    found = {secret for secret in secrets if len(secret) > 5 and secret in text}
    assert found == set()
    assert trained


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
