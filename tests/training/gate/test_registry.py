"""A model from the MLflow registry carries its decisions with it, and the aliases move."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import mlflow
import msgspec
import pytest
from click.testing import CliRunner, Result

from cli.main import main
from models import EMBEDDED, Bundle
from models.decisions import Entry, recorded
from training.gate.registry import tell
from training.tracking.store import MODEL, store


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two versions of a model, the older one champion and the newer one challenger; their bundles' versions."""
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'mlflow.db'}")
    with store():
        experiment = mlflow.create_experiment("gate", (tmp_path / "runs").as_uri())
        client = mlflow.MlflowClient()
        client.create_registered_model(MODEL)
        versions = []
        for number, alias in enumerate(("champion", "challenger")):
            bundle = Bundle.load(EMBEDDED)
            bundle.manifest = msgspec.structs.replace(bundle.manifest, name=f"number {number}")
            folder = bundle.save(tmp_path / f"bundle{number}")
            versions.append(bundle.version)
            with mlflow.start_run(experiment_id=experiment) as logged:
                mlflow.log_artifacts(str(folder), "model")
                source = mlflow.get_artifact_uri("model")
            client.create_model_version(MODEL, source, logged.info.run_id)
            client.set_registered_model_alias(MODEL, alias, str(number + 1))
    return versions


def test_decisions_are_tags_and_artifacts_and_aliases_move_with_them(registry: list[str], tmp_path: Path) -> None:
    first, second = registry
    place = tmp_path / "place"
    assert run("promote", f"models:/{MODEL}@champion", "--to", place).exit_code == 0
    done = run("promote", f"models:/{MODEL}@challenger", "--to", place, "--as", "challenger")
    assert done.exit_code == 0, done.output
    entries = recorded(place)
    assert [(one.version, one.mlflow) for one in entries] == [
        (first, f"models:/{MODEL}/1"),
        (second, f"models:/{MODEL}/2"),
    ]

    def decided(what: Literal["refused", "promoted"], *checks: dict[str, object]) -> Entry:
        gate = {"checks": list(checks)}
        return Entry(datetime.now(UTC), what, second, first, by="Ann", gate=gate, mlflow=f"models:/{MODEL}/2")

    with store():
        client = mlflow.MlflowClient()
        tell(f"models:/{MODEL}/2", "champion", decided("refused", {"name": "payers", "passed": False}))
        tags = client.get_model_version(MODEL, "2").tags
        assert (tags["gate.decision"], tags["gate.failed"], tags["gate.by"]) == ("refused", "payers", "Ann")
        assert str(client.get_model_version_by_alias(MODEL, "champion").version) == "1"

        tell(f"models:/{MODEL}/2", "champion", decided("promoted", {"name": "payers", "passed": True}))
        assert {alias: str(at) for alias, at in client.get_registered_model(MODEL).aliases.items()} == {"champion": "2"}
        tags = client.get_model_version(MODEL, "2").tags
        assert (tags["gate.decision"], tags["gate.failed"]) == ("promoted", "")
        run_id = client.get_model_version(MODEL, "2").run_id
        assert run_id is not None
        kept = client.list_artifacts(run_id, "decisions")
        assert len(kept) == 2
        text = mlflow.artifacts.load_text(f"runs:/{run_id}/{kept[-1].path}")
        assert json.loads(text)["checks"] == [{"name": "payers", "passed": True}]


def test_going_back_moves_the_alias_back_and_an_unknown_model_is_told_in_a_sentence(
    registry: list[str], tmp_path: Path
) -> None:
    from cli.promotion import folder_of  # noqa: PLC0415
    from models.published import publish  # noqa: PLC0415

    place = tmp_path / "place"
    for number in (1, 2):
        publish(folder_of(f"models:/{MODEL}/{number}", tmp_path / f"fetched{number}"), place)
    with store():
        mlflow.MlflowClient().set_registered_model_alias(MODEL, "champion", "2")
    done = run("rollback", "--to", place, "--signed-by", "Ann", "--because", "too slow")
    assert done.exit_code == 0, done.output
    assert registry[0] in done.output
    with store():
        client = mlflow.MlflowClient()
        assert str(client.get_model_version_by_alias(MODEL, "champion").version) == "1"
        assert client.get_model_version(MODEL, "1").tags["gate.decision"] == "rolled back"

    done = run("promote", f"models:/{MODEL}@nobody", "--to", tmp_path / "other")
    assert done.exit_code == 1
    assert "is not in the store" in done.output
    assert not (tmp_path / "other").exists()


def aliases() -> dict[str, str]:
    with store():
        found = mlflow.MlflowClient().get_registered_model(MODEL).aliases
    return {alias: str(version) for alias, version in found.items()}


@pytest.mark.usefixtures("registry")
def test_the_model_of_one_office_has_an_alias_of_its_own(tmp_path: Path) -> None:
    done = run("promote", f"models:/{MODEL}/2", "--to", tmp_path / "place", "--office", "north")
    assert done.exit_code == 0, done.output
    assert aliases() == {"champion": "1", "challenger": "2", "champion-north": "2"}
    with store():
        assert mlflow.MlflowClient().get_model_version(MODEL, "2").tags["gate.office"] == "north"


@pytest.mark.usefixtures("registry")
def test_no_alias_calls_a_model_champion_that_is_so_no_more(tmp_path: Path) -> None:
    from cli.promotion import folder_of  # noqa: PLC0415
    from models.published import publish  # noqa: PLC0415

    place = tmp_path / "place"
    publish(EMBEDDED, place)  # it never was in the registry
    publish(folder_of(f"models:/{MODEL}/1", tmp_path / "fetched"), place)
    assert aliases()["champion"] == "1"
    done = run("rollback", "--to", place)
    assert done.exit_code == 0, done.output
    assert f"the alias champion was taken from models:/{MODEL}/1" in done.output
    assert aliases() == {"challenger": "2"}


@pytest.mark.usefixtures("registry")
def test_another_model_of_the_same_name_and_number_is_not_told(tmp_path: Path) -> None:
    with store():
        mlflow.MlflowClient().set_model_version_tag(MODEL, "2", "bundle_version", "another")
    done = run("promote", f"models:/{MODEL}/2", "--to", tmp_path / "place")
    assert done.exit_code == 0, done.output
    assert "MLflow was not told of it: its cleanclaim 2 is the model another" in done.output
    assert aliases()["champion"] == "1"
