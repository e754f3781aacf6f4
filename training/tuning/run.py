"""Search, let the best confirm what it gained, and tell of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import optuna
from msgspec import structs
from optuna.importance import FanovaImportanceEvaluator, get_param_importances
from optuna.trial import TrialState, create_trial

from rules import office_rules
from training.office_files import Files, TrainingDataError
from training.parameters import DEFAULTS, Parameters, write_parameters
from training.run import versions
from training.tracking.store import store
from training.tuning import runs
from training.tuning.budget import Budget
from training.tuning.folds import CONFIRMED, SEARCHED, WEEKS, Fold, Folds, folds_of
from training.tuning.gain import Gain, gain
from training.tuning.judge import losses_on
from training.tuning.page import page
from training.tuning.place import alone
from training.tuning.plots import plots
from training.tuning.space import SPACE
from training.tuning.study import SPENT, finished, opened, search
from training.tuning.tuned import Judged, Tuned

ENOUGH = 8
"""Trials from which on it can be told which parameters matter."""


def tune(files: Files, out: Path, budget: Budget, *, seed: int = 0, threads: int = 2, track: bool = True) -> Tuned:
    """Look for parameters: :func:`tune_on` what was read already."""
    return tune_on(lambda: files, out, budget, seed=seed, threads=threads, track=track)


def tune_on(
    read: Callable[[], Files], out: Path, budget: Budget, *, seed: int = 0, threads: int = 2, track: bool = True
) -> Tuned:
    """Look for parameters, and write those to train with to ``out``: the defaults where nothing is surely better.

    Beside ``out`` stand the study (``.db``), which a later call goes on with, and the report (``.html``). The same
    files, seed, versions and number of trials give the same trials and the same parameters.

    Args:
        read: gives the office's claims and answers; called when the place is known to be free.
        out: a JSON file, see :mod:`training.parameters`.
        budget: of all calls for the same study.
        seed: of draws and fits.
        threads: hazards that are fitted side by side; nothing depends on it.
        track: whether to tell of the study and its trials in MLflow.

    Raises:
        TrainingDataError: the history is too short to compare trials on.
        TuningError: ``out`` cannot be written, another search is at it, or a study of something else stands beside it.
    """
    with alone(out):
        return _tune(read(), out, budget, seed=seed, threads=threads, track=track)


def _tune(files: Files, out: Path, budget: Budget, *, seed: int, threads: int, track: bool) -> Tuned:
    folds = folds_of(files)
    study = opened(out.with_suffix(".db"), _made_from(files, seed))
    before = len(finished(study))

    def searched(heard: Callable[[], object]) -> Tuned:
        try:
            search(study, folds.searched, budget, seed=seed, threads=threads, heard=heard)
            return _tuned(study, folds, budget, before, seed=seed, threads=threads)
        except ValueError as error:  # a part of the history in which nothing was refused
            raise TrainingDataError(str(error)) from error

    if not track:
        tuned = searched(lambda: None)
    else:
        with store() as mlflow:
            parent = runs.begun(mlflow, study, files, seed)
            tuned = searched(lambda: runs.record(mlflow, study, parent))
            tuned = structs.replace(tuned, mlflow_run=parent)
            runs.record(mlflow, study, parent)
            runs.ended(mlflow, parent, tuned, plots(tuned), page(tuned))
    write_parameters(tuned.parameters, out)
    out.with_suffix(".html").write_text(page(tuned), "utf-8")
    return tuned


def _made_from(files: Files, seed: int) -> dict[str, Any]:
    return {
        **files.digests,
        "through": str(files.through),
        "seed": seed,
        "versions": versions(office_rules()),
        "bounds": {name: [one.low, one.high, one.whole, one.by_ratio] for name, one in SPACE.items()},
        "folds": [SEARCHED, WEEKS, CONFIRMED],
    }


def _tuned(study: optuna.Study, folds: Folds, budget: Budget, before: int, *, seed: int, threads: int) -> Tuned:
    trials = []
    for at, trial in enumerate(finished(study), 1):
        last = trial.intermediate_values[max(trial.intermediate_values)]
        parameters = Parameters(**trial.user_attrs["parameters"])
        trials.append(Judged(at, parameters, last, trial.state == TrialState.COMPLETE))
    best = min((one for one in trials if one.whole), key=lambda one: (one.loss, one.number))
    gained = _gain(folds.confirmed, best.parameters, seed=seed, threads=threads)
    return Tuned(
        parameters=best.parameters if gained.sure else DEFAULTS,
        best=best,
        trials=tuple(trials),
        gain=gained,
        importance=importance(study),
        new=len(trials) - before,
        spent=float(study.user_attrs.get(SPENT, 0)),
        budget=str(budget),
        windows=tuple(_window(fold) for fold in (*folds.searched, folds.confirmed)),
    )


def _gain(fold: Fold, best: Parameters, *, seed: int, threads: int) -> Gain:
    defaults = losses_on(fold, DEFAULTS, seed=seed, threads=threads)
    tuned = defaults if best == DEFAULTS else losses_on(fold, best, seed=seed, threads=threads)
    return gain(defaults, tuned, fold.late.days, seed)


def importance(study: optuna.Study) -> dict[str, float]:
    """Over all trials by their loss on the first fold, which each was judged on."""
    judged = optuna.create_study()
    for one in finished(study):
        judged.add_trial(
            create_trial(params=one.params, distributions=one.distributions, value=one.intermediate_values[0])
        )
    if len(judged.trials) < ENOUGH:
        return {}
    found = get_param_importances(judged, evaluator=FanovaImportanceEvaluator(seed=0))
    return {name: float(share) for name, share in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))}


def _window(fold: Fold) -> str:
    last = fold.start + timedelta(days=int(fold.late.days.max()) - fold.start.toordinal())
    return f"{fold.start} to {last}: {len(fold.late.starts):,} claims, {fold.late.denied().mean():.1%} refused"
