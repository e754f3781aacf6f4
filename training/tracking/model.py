"""The bundle as MLflow keeps and serves it: a pyfunc from code, with its signature, an example and what it needs."""

from __future__ import annotations

import json
import shutil
import warnings
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

PACKAGES = ("claims", "rules", "features", "models")
"""The program's folders that the logged model needs to run elsewhere."""

NEEDED = ("lightgbm", "msgspec", "numpy", "pandas", "pyyaml")
"""The packages that it needs there."""

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


def log_model(mlflow: ModuleType, bundle_dir: Path | str, scratch: Path) -> Any:
    """Log the bundle in ``bundle_dir`` as the run's model; it is not registered yet. ``scratch`` is an empty folder."""
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
            pip_requirements=[f"{name}=={version(name)}" for name in NEEDED],
        )


def _not_needed(folder: str, names: list[str]) -> set[str]:
    embedded = {"embedded"} if Path(folder).name == "models" else set()
    return ({"__pycache__"} & set(names)) | embedded
