"""Log a training to MLflow: parameters, metrics, plots, digests of the data, and the bundle as a pyfunc from code.

The store is the one that ``MLFLOW_TRACKING_URI`` names, else ``mlflow.db`` (SQLite) in the working directory with its
files in ``mlruns`` beside it. Nothing of a patient is logged, and nothing is pickled: the model is the bundle's plain
files, the program's own source, and ``training/pyfunc.py``.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from models import Bundle, BundleError
from training.plots import plots
from training.trained import Trained

EXPERIMENT = "cleanclaim"
MODEL = "cleanclaim"
PACKAGES = ("claims", "rules", "features", "models")
"""The program's folders that the logged model needs to run elsewhere."""

EXAMPLE = {
    "claim_id": "EXAMPLE-1",
    "submission_date": "2026-01-05",
    "total_charge": "120.00",
    "place_of_service": "11",
    "payer": {"id": "00000", "name": "EXAMPLE PAYER", "filing_indicator": "CI", "responsibility": "P"},
    "billing_provider": {"npi": "1234567893", "name": "EXAMPLE CLINIC", "state": "OH"},
    "subscriber": {"member_id": "EXAMPLE"},
    "patient": {"birth_date": "1980-01-01", "sex": "F", "relationship": "18"},
    "diagnoses": [{"code": "J069", "qualifier": "ABK"}],
    "lines": [
        {
            "number": 1,
            "procedure": "99213",
            "procedure_qualifier": "HC",
            "units": "1",
            "unit": "UN",
            "charge": "120.00",
            "service_date": "2026-01-02",
            "diagnosis_pointers": [1],
        }
    ],
}
"""A made-up claim that shows the form of the input."""


@contextmanager
def store() -> Iterator[ModuleType]:
    """MLflow, set to the tracking store for the time of the block."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")  # a billing office's machine calls nobody
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", str(sys.stderr.isatty()))
    import mlflow  # noqa: PLC0415 - seconds to import

    logging.getLogger("mlflow").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)

    before = os.environ.get("MLFLOW_TRACKING_URI")
    mlflow.set_tracking_uri(before or _here())
    try:
        yield mlflow
    finally:
        mlflow.set_tracking_uri(before)  # type: ignore[arg-type]  # None unsets it


def _here() -> str:
    return f"sqlite:///{Path.cwd() / 'mlflow.db'}"


def log(trained: Trained, bundle_dir: Path | str, parameters: dict[str, Any]) -> tuple[str, str]:
    """Log one training and register its model.

    Args:
        trained: what was trained.
        bundle_dir: where its bundle was written.
        parameters: seed, threads and the like.

    Returns:
        The run's id, and the registered model's URI such as ``models:/cleanclaim/3``.
    """
    with store() as mlflow, tempfile.TemporaryDirectory() as scratch:
        experiment = mlflow.get_experiment_by_name(EXPERIMENT)
        where = (Path.cwd() / "mlruns").as_uri() if mlflow.get_tracking_uri() == _here() else None
        identifier = experiment.experiment_id if experiment else mlflow.create_experiment(EXPERIMENT, where)
        with mlflow.start_run(experiment_id=identifier) as run:
            manifest = trained.bundle.manifest
            mlflow.log_params({**parameters, "trained_through": str(manifest.trained_through)})
            mlflow.log_params({f"built_with_{name}": value for name, value in manifest.built_with.items()})
            mlflow.log_metrics({f"holdout_{name}": value for name, value in trained.metrics.items()})
            mlflow.log_metrics(trained.report)
            mlflow.set_tags({"bundle_version": manifest.version, "rules_version": manifest.built_with["rules"]})
            for name, figure in plots(trained).items():
                mlflow.log_figure(figure, f"plots/{name}.png")
            _log_data(mlflow, trained)
            logged = _log_model(mlflow, bundle_dir, Path(scratch))
            return run.info.run_id, f"models:/{MODEL}/{logged.registered_model_version}"


def _log_data(mlflow: ModuleType, trained: Trained) -> None:
    from mlflow.data.code_dataset_source import CodeDatasetSource  # noqa: PLC0415
    from mlflow.data.meta_dataset import MetaDataset  # noqa: PLC0415

    source = CodeDatasetSource(tags={"origin": "the billing office's own files"})
    for name, digest in trained.files.digests.items():
        dataset = MetaDataset(source, name=name, digest=digest[:36])  # type: ignore[abstract]
        mlflow.log_input(dataset, context="training")


def _log_model(mlflow: ModuleType, bundle_dir: Path | str, scratch: Path) -> Any:
    import pandas as pd  # noqa: PLC0415
    from mlflow.models import ModelSignature  # noqa: PLC0415
    from mlflow.types import ColSpec, DataType, Schema  # noqa: PLC0415
    from mlflow.types.schema import Array  # noqa: PLC0415

    root = Path(__file__).parent.parent
    code = [shutil.copytree(root / name, scratch / name, ignore=_not_needed) for name in PACKAGES]
    signature = ModelSignature(
        inputs=Schema([ColSpec(DataType.string, "claim")]),
        outputs=Schema(
            [
                ColSpec(DataType.string, "claim_id"),
                ColSpec(DataType.double, "denial_probability"),
                ColSpec(Array(DataType.double), "line_probabilities"),
            ]
        ),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the signature is given here: MLflow need not infer it
        return mlflow.pyfunc.log_model(
            name="model",
            python_model=str(Path(__file__).with_name("pyfunc.py")),
            artifacts={"bundle": str(bundle_dir)},
            code_paths=[str(path) for path in code],
            signature=signature,
            input_example=pd.DataFrame({"claim": [json.dumps(EXAMPLE)]}),
            pip_requirements=["lightgbm", "numpy", "msgspec", "pyyaml", "pandas"],
            registered_model_name=MODEL,
        )


def _not_needed(folder: str, names: list[str]) -> set[str]:
    embedded = {"embedded"} if Path(folder).name == "models" else set()
    return ({"__pycache__"} & set(names)) | embedded


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
