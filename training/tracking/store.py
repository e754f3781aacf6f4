"""Where trainings are tracked, and how a bundle is fetched from there.

The store is the one that ``MLFLOW_TRACKING_URI`` names, else ``mlflow.db`` (SQLite) in the working directory with its
files in ``mlruns`` beside it.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from models import Bundle, BundleError

EXPERIMENT = "cleanclaim"
MODEL = "cleanclaim"
"""The name under which models are registered."""
CHALLENGER = "challenger"
"""The alias of the newest."""

KIND = {"mlflow.experimentKind": "custom_model_development"}
"""What the experiment is, in MLflow's own words: the training of a model, no language model's."""


@contextmanager
def store() -> Iterator[ModuleType]:
    """MLflow, set to the tracking store for the time of the block."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")  # a billing office's machine calls nobody
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", str(sys.stderr.isatty()))
    import mlflow  # noqa: PLC0415 - seconds to import

    logging.getLogger("mlflow").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)

    before = os.environ.get("MLFLOW_TRACKING_URI")
    mlflow.set_tracking_uri(before or here())
    try:
        yield mlflow
    finally:
        mlflow.set_tracking_uri(before)  # type: ignore[arg-type]  # None unsets it


def here() -> str:
    """The address of the store in the working directory."""
    return f"sqlite:///{Path.cwd() / 'mlflow.db'}"


def experiment(mlflow: ModuleType) -> str:
    """The id of the experiment; it is made where there is none."""
    found = mlflow.get_experiment_by_name(EXPERIMENT)
    if found:
        return str(found.experiment_id)
    where = (Path.cwd() / "mlruns").as_uri() if mlflow.get_tracking_uri() == here() else None
    return str(mlflow.create_experiment(EXPERIMENT, where, tags=KIND))


def load_bundle(where: Path | str) -> Bundle:
    """A bundle from its folder, or from MLflow: ``models:/cleanclaim/1``, ``models:/cleanclaim@champion``, ``runs:/…``.

    Raises:
        BundleError: there is no bundle, or it cannot be used.
    """
    if not str(where).startswith(("models:/", "runs:/")):
        return Bundle.load(where)
    with store() as mlflow, tempfile.TemporaryDirectory() as scratch:
        try:
            downloaded = Path(mlflow.artifacts.download_artifacts(str(where), dst_path=scratch))
        except mlflow.exceptions.MlflowException as error:
            raise BundleError(
                f"{where} is not in the store {mlflow.get_tracking_uri()} ({error}): name another model, or the store "
                "by MLFLOW_TRACKING_URI"
            ) from error
        found = sorted(downloaded.rglob("bundle.json"))
        return Bundle.load(found[0].parent if found else downloaded)
