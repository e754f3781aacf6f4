"""The default model as one would deploy it with MLflow alone: a pyfunc from code, in the peer's own environment.

All fifteen boosters by LightGBM's Python package; they are composed and calibrated to the claim's probability as
:mod:`models.odds` does. What is asked is the rows of the claim's lines, made ready by the caller; nothing else comes
back. Run as a program it saves the model: ``python by_mlflow.py BUNDLE MODEL``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import lightgbm
import mlflow.pyfunc
import numpy as np

SMALLEST = 1e-6


class ClaimOdds(mlflow.pyfunc.PythonModel):  # type: ignore[misc]
    """The odds of one claim."""

    def load_context(self, context: Any) -> None:
        """Read the bundle's folder."""
        bundle = Path(context.artifacts["bundle"])
        told = json.loads((bundle / "bundle.json").read_text())
        hazards = told["hazards"]
        self._boosters = [lightgbm.Booster(model_file=bundle / one["file"]) for one in hazards]
        self._slopes = np.array([one["calibration"]["slope"] for one in hazards])
        self._intercepts = np.array([one["calibration"]["intercept"] for one in hazards])
        self._together = np.array([one["together"] for one in hazards])
        self._claims, self._lines = told["claims"], told["lines"]

    def predict(self, context: Any, model_input: Any, params: Any = None) -> Any:  # noqa: ARG002  as mlflow calls it
        """The probability that a claim is refused, from one row a line, shape (lines, features)."""
        rows = np.asarray(model_input, dtype=np.float64)
        raw = [booster.predict(rows, raw_score=True, num_threads=1) for booster in self._boosters]
        lines = _expit(np.column_stack(raw) * self._slopes + self._intercepts)
        apart = 1 - np.prod(1 - lines, axis=0)
        claim = self._together * lines.max(axis=0) + (1 - self._together) * apart
        return np.array([_calibrated(1 - np.prod(1 - claim), self._claims)])


def _expit(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _calibrated(p: Any, by: dict[str, float]) -> Any:
    p = np.clip(p, SMALLEST, 1 - SMALLEST)
    return np.clip(_expit(by["slope"] * np.log(p / (1 - p)) + by["intercept"]), SMALLEST, 1 - SMALLEST)


if __name__ == "__main__":
    mlflow.pyfunc.save_model(sys.argv[2], python_model=__file__, artifacts={"bundle": sys.argv[1]})
else:
    mlflow.models.set_model(ClaimOdds())
