"""Log a training to MLflow as a run that can be read: what was learnt from, how good it is, why, and made with what.

No patient is named, and nothing is pickled: the model is the bundle's plain files, whose counts go down to single lines
(see docs/promotion.md), the program's own source, and :mod:`training.tracking.pyfunc`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from training.learning_curve import Point
from training.tracking import made_with
from training.tracking.card import card
from training.tracking.card_page import card_page
from training.tracking.figures import metrics, parts
from training.tracking.model import log_model
from training.tracking.plots import plots
from training.tracking.store import CHALLENGER, MODEL, experiment, store
from training.tracking.story import headline, story
from training.trained import Trained


def log(
    trained: Trained, bundle_dir: Path | str, parameters: dict[str, Any], curve: Sequence[Point] = ()
) -> tuple[str, str]:
    """Log one training, register its model, and call it the challenger.

    Args:
        trained: what was trained.
        bundle_dir: where its bundle was written.
        parameters: seed, threads and the like.
        curve: what more history would bring, where that was asked.

    Returns:
        The run's id, and the registered model's URI such as ``models:/cleanclaim/3``.
    """
    with store() as mlflow, tempfile.TemporaryDirectory() as scratch:
        manifest = trained.bundle.manifest
        name = f"{manifest.trained_through} {manifest.version[:7]}"
        with mlflow.start_run(experiment_id=experiment(mlflow), run_name=name, tags=_tags(trained)) as run:
            model = log_model(mlflow, bundle_dir, Path(scratch))
            told = parts(trained)
            mlflow.log_params({**parameters, "trained_through": str(manifest.trained_through)})
            _log_figures(mlflow, metrics(trained, told), model.model_id, curve)
            _log_data(mlflow, trained, told)
            drawn = plots(trained, curve)
            for name, figure in drawn.items():
                mlflow.log_figure(figure, f"plots/{name}.png", save_kwargs={"dpi": 120})
            mlflow.log_text(card(trained), "card.md")
            mlflow.log_text(card_page(trained, drawn), "card.html")
            mlflow.log_text(made_with.packages(), "made_with/requirements.txt")
            mlflow.log_dict({"editions": list(made_with.editions())}, "made_with/editions.json")
            mlflow.set_tag("mlflow.note.content", story(trained, told, curve))
            version = _register(mlflow, model.model_uri, trained)
            return run.info.run_id, f"models:/{MODEL}/{version}"


def _tags(trained: Trained) -> dict[str, str]:
    manifest = trained.bundle.manifest
    revision = made_with.revision()
    return {
        "kind": "training",
        "bundle_version": manifest.version,
        "git_revision": revision,
        **({} if revision.startswith("version") else {"mlflow.source.git.commit": revision.partition(" ")[0]}),
        "mlflow.source.name": "cleanclaim train",  # else the path of whatever program called it
        **{f"made_with.{name}": version for name, version in manifest.built_with.items()},
    }


def _log_figures(mlflow: ModuleType, found: dict[str, float], model: str, curve: Sequence[Point]) -> None:
    """Log the figures, those of the hold-out to the model too."""
    holdout = {name: value for name, value in found.items() if name.startswith("holdout/")}
    mlflow.log_metrics(holdout, model_id=model)
    mlflow.log_metrics({name: value for name, value in found.items() if name not in holdout})
    for point in curve:
        told = {f"learning_curve/{name}": point.figures[name] for name in ("gain", "auroc") if name in point.figures}
        mlflow.log_metrics(told, step=point.claims)


def _log_data(mlflow: ModuleType, trained: Trained, told: Any) -> None:
    from training.tracking.data import inputs  # noqa: PLC0415 - needs MLflow

    for dataset, context in inputs(trained, told):
        mlflow.log_input(dataset, context=context)


def _register(mlflow: ModuleType, uri: str, trained: Trained) -> str:
    """Register the model and call it the challenger; who is champion, the gate decides."""
    made = mlflow.register_model(uri, MODEL, tags={"bundle_version": trained.bundle.version})
    client = mlflow.MlflowClient()
    client.update_model_version(MODEL, made.version, headline(trained))
    client.set_registered_model_alias(MODEL, CHALLENGER, made.version)
    return str(made.version)
