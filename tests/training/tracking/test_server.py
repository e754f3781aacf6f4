"""A run on a real tracking server: figures in PostgreSQL, files on the server's disk, and neither reached directly."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serving.store.databases import Cluster
from tests.training.tracking.conftest import Tracked
from training.tracking.log import log
from training.tracking.store import load_bundle, store

SECONDS = 90
"""A server that is slower than this to answer does not come."""


@pytest.fixture(scope="module")
def server(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an ``mlflow server``."""
    folder = tmp_path_factory.mktemp("server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    database = postgres.empty().replace("postgresql:", "postgresql+psycopg:", 1)
    command = (sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", port, "--workers", "1")
    places = ("--backend-store-uri", database, "--artifacts-destination", str(folder / "artifacts"))
    quiet = {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    environment = {name: value for name, value in os.environ.items() if name != "MLFLOW_TRACKING_URI"} | quiet
    with (
        (folder / "log").open("wb") as told,
        subprocess.Popen([*command, *places], stdout=told, stderr=told, env=environment, cwd=folder) as process,
    ):
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(address, process, folder / "log")
            yield address
        finally:
            process.terminate()


def _wait(address: str, process: subprocess.Popen[Any], told: Path) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(told.read_text()[-3000:])


def test_a_run_on_a_server_is_whole_and_its_model_comes_back_by_its_alias(
    server: str, postgres: Cluster, tracked: Tracked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server)
    monkeypatch.chdir(tmp_path)
    run_id, uri = log(tracked.trained, tracked.home / "model", {"seed": 0})
    assert uri == "models:/cleanclaim/1"
    assert load_bundle("models:/cleanclaim@challenger").version == tracked.trained.bundle.version
    with store() as mlflow:
        run = mlflow.get_run(run_id)
        plots = [file.path for file in mlflow.MlflowClient().list_artifacts(run_id, "plots")]
    assert run.info.artifact_uri.startswith("mlflow-artifacts:/")
    assert "plots/calibration.png" in plots
    assert run.data.metrics["holdout/auroc"] == pytest.approx(tracked.trained.metrics["auroc"])
    with postgres.connect() as database:
        schema = database.execute("SELECT table_schema FROM information_schema.tables WHERE table_name = 'metrics'")
        (name,) = schema.fetchone() or ("",)
        kept = database.execute(f'SELECT count(*) FROM "{name}".metrics').fetchone()  # type: ignore[arg-type]
    assert kept is not None
    assert kept[0] >= len(run.data.metrics)
    assert list(tmp_path.iterdir()) == []  # nothing was written where it ran
