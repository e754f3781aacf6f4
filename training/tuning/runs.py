"""A study in MLflow: one run that tells of all of it, and under it a run a trial."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING

import optuna
from optuna.trial import FrozenTrial, TrialState

from training.office_files import Files
from training.tracking.store import experiment
from training.tuning.study import finished
from training.tuning.tuned import Tuned

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PARENT, TRIALS = "mlflow_run", "mlflow_runs_of_trials"
"""What the study remembers: its own run, and those of its trials by number."""
OF = "mlflow.parentRunId"
"""The tag by which MLflow shows a run under another."""


def begun(mlflow: ModuleType, study: optuna.Study, files: Files, seed: int) -> str:
    """The id of the study's own run: the one of an earlier run of the study, where this store has it, or a new one."""
    client = mlflow.MlflowClient()
    if (known := study.user_attrs.get(PARENT)) is not None:
        try:
            client.get_run(known)
        except mlflow.exceptions.MlflowException:  # it stands in another store: all trials are told anew in this one
            study.set_user_attr(TRIALS, {})
        else:
            client.update_run(known, status="RUNNING")
            return str(known)
    run = client.create_run(experiment(mlflow), run_name=f"tune through {files.through}", tags={"kind": "tuning"})
    parent = str(run.info.run_id)
    for name, value in {"seed": seed, "through": files.through, **files.digests}.items():
        client.log_param(parent, name, value)
    study.set_user_attr(PARENT, parent)
    return parent


def record(mlflow: ModuleType, study: optuna.Study, parent: str) -> None:
    """Tell of each finished trial that has no run yet."""
    client = mlflow.MlflowClient()
    told = dict(study.user_attrs.get(TRIALS, {}))
    identifier = client.get_run(parent).info.experiment_id
    for at, trial in enumerate(finished(study), 1):
        if str(trial.number) not in told:
            told[str(trial.number)] = _told(mlflow, trial, f"trial {at}", identifier, parent)
            study.set_user_attr(TRIALS, told)


def _told(mlflow: ModuleType, trial: FrozenTrial, name: str, experiment: str, parent: str) -> str:
    from mlflow.entities import Metric, Param, RunTag  # noqa: PLC0415 - seconds to import

    assert trial.datetime_start is not None
    assert trial.datetime_complete is not None
    began, ended = (round(day.timestamp() * 1000) for day in (trial.datetime_start, trial.datetime_complete))
    client = mlflow.MlflowClient()
    run = client.create_run(experiment, start_time=began, tags={OF: parent, "kind": "trial"}, run_name=name)
    identifier = str(run.info.run_id)
    losses = [Metric("log_loss_so_far", loss, ended, step) for step, loss in sorted(trial.intermediate_values.items())]
    if trial.state == TrialState.COMPLETE:
        assert trial.value is not None
        losses.append(Metric("log_loss", trial.value, ended, 0))
    client.log_batch(
        identifier,
        metrics=losses,
        params=[Param(key, str(value)) for key, value in trial.user_attrs["parameters"].items()],
        tags=[RunTag("state", "whole" if trial.state == TrialState.COMPLETE else "given up early")],
    )
    client.set_terminated(identifier, end_time=ended)
    return identifier


def ended(mlflow: ModuleType, parent: str, tuned: Tuned, figures: Mapping[str, Figure], page: str) -> None:
    """Tell what came of it in the study's own run, with plots and the report."""
    client = mlflow.MlflowClient()
    figured = {
        "log_loss_of_the_best": tuned.best.loss,
        "log_loss_of_the_defaults": tuned.trials[0].loss,
        "saved": tuned.gain.saved,
        "saved_low": tuned.gain.low,
        "saved_high": tuned.gain.high,
        "trials": float(len(tuned.trials)),
        "seconds": tuned.spent,
    }
    for name, value in figured.items():
        client.log_metric(parent, name, value)
    client.set_tag(parent, "keeps_defaults", str(tuned.keeps_defaults).lower())
    client.set_tag(parent, "best", tuned.best.parameters.told() or "the defaults")
    for name, figure in figures.items():
        client.log_figure(parent, figure, f"plots/{name}.png")
    client.log_text(parent, page, "tuning.html")
    client.set_terminated(parent)
