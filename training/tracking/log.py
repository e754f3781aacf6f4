"""Log a training to MLflow: parameters, metrics, plots, digests of the data, and the bundle as a pyfunc from code.

Nothing of a patient is logged, and nothing is pickled: the model is the bundle's plain files, the program's own source,
and :mod:`training.tracking.pyfunc`.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

from training.tracking.plots import plots
from training.tracking.store import EXPERIMENT, MODEL, here, store
from training.trained import Trained

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
        where = (Path.cwd() / "mlruns").as_uri() if mlflow.get_tracking_uri() == here() else None
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

    root = Path(__file__).parents[2]
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
