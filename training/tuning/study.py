"""The study: kept in SQLite, taken up again where it was left, its trials the same however often that was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import optuna
from msgspec import structs
from optuna.samplers import TPESampler
from optuna.trial import FrozenTrial, TrialState
from sqlalchemy.exc import DatabaseError, OperationalError

from training.parameters import DEFAULTS
from training.tuning.budget import Budget
from training.tuning.folds import Fold
from training.tuning.judge import losses_on
from training.tuning.space import SPACE, distributions, parameters_of

NAME = "cleanclaim"
MADE_FROM, SPENT, LONGEST = "made_from", "seconds_spent", "seconds_of_the_longest_trial"
"""What a study remembers beside its trials."""
UNPRUNED = 5
"""Whole trials before one is given up early, where it is worse than most were at the same fold."""
AT_RANDOM = 10
"""Trials that are drawn at random, before those that went well draw others near."""


class TuningError(ValueError):
    """A study cannot be taken up, with why, and what to do."""


def opened(path: Path, made_from: dict[str, Any]) -> optuna.Study:
    """The study that stands at a place, or a new one.

    A trial that was under way when the last run was ended is given up: it is drawn anew.

    Args:
        path: of the SQLite file.
        made_from: what makes its trials comparable: data, versions, seed, bounds.

    Raises:
        TuningError: what stands there is no study, or one of something else.
    """
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        study = optuna.create_study(
            storage=f"sqlite:///{path}",
            study_name=NAME,
            load_if_exists=True,
            direction="minimize",
            pruner=optuna.pruners.MedianPruner(UNPRUNED, 0),
        )
    except OperationalError as error:
        raise TuningError(f"{path} cannot be opened ({error.orig}): see who uses it, or name another --out") from error
    except DatabaseError as error:
        raise TuningError(f"{path} is no study that can be taken up: remove it, or name another --out") from error
    if (known := study.user_attrs.get(MADE_FROM)) is None:
        study.set_user_attr(MADE_FROM, made_from)
    elif known != made_from:
        other = ", ".join(name for name in made_from if known.get(name) != made_from[name])
        raise TuningError(f"{path} holds a study with other {other}: remove it, or name another --out")
    for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
        study.tell(trial.number, state=TrialState.FAIL)
    return study


def finished(study: optuna.Study) -> list[FrozenTrial]:
    """The trials that were judged, on all folds or until they were given up."""
    return study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED))


def whole(study: optuna.Study) -> list[FrozenTrial]:
    """The trials that were judged on all folds."""
    return study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))


def search(
    study: optuna.Study,
    folds: tuple[Fold, ...],
    budget: Budget,
    *,
    seed: int,
    threads: int,
    heard: Callable[[], object],
) -> None:
    """Judge trials until the budget is used up; the first are the defaults.

    Args:
        study: to go on with.
        folds: to judge on, the smallest first: most trials are given up there.
        budget: of all runs of the study.
        seed: of the draws and of the fits.
        threads: hazards that are fitted side by side; nothing depends on it.
        heard: called after each trial.
    """
    before = float(study.user_attrs.get(SPENT, 0))
    while not budget.over(
        len(done := finished(study)), before + budget.spent(), float(study.user_attrs.get(LONGEST, 0))
    ):
        began = budget.spent()
        study.sampler = _sampler(seed, len(done))
        if not done and not study.get_trials(deepcopy=False, states=(TrialState.WAITING,)):
            study.enqueue_trial({name: getattr(DEFAULTS, name) for name in SPACE})
        _judged(study, folds, seed=seed, threads=threads)
        study.set_user_attr(SPENT, before + budget.spent())
        study.set_user_attr(LONGEST, max(float(study.user_attrs.get(LONGEST, 0)), budget.spent() - began))
        heard()


def _sampler(seed: int, trials: int) -> TPESampler:
    """What draws the next trial: anew for each, so that it depends on those before and not on when they were made."""
    return TPESampler(n_startup_trials=AT_RANDOM, multivariate=True, constant_liar=False, seed=seed * 100_003 + trials)


def _judged(study: optuna.Study, folds: tuple[Fold, ...], *, seed: int, threads: int) -> None:
    trial = study.ask(distributions())
    parameters = parameters_of(trial.params)
    trial.set_user_attr("parameters", structs.asdict(parameters))
    lost, claims = 0.0, 0
    for step, fold in enumerate(folds):
        losses = losses_on(fold, parameters, seed=seed, threads=threads)
        lost, claims = lost + float(losses.sum()), claims + len(losses)
        trial.report(lost / claims, step)
        if step + 1 < len(folds) and trial.should_prune():
            study.tell(trial, state=TrialState.PRUNED)
            return
    study.tell(trial, lost / claims)
