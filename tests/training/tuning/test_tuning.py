"""A search compares trials on later weeks, is the same however often it is ended, and takes no chance for a gain."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import optuna
import pytest
from click.testing import CliRunner
from msgspec import structs

from claims.answer import Outcome
from cli.main import main
from tests.cli.command import cleanclaim
from training.maturity import states
from training.office_files import Files, TrainingDataError, read_files
from training.parameters import DEFAULTS, Parameters, read_parameters
from training.tracking.store import store
from training.tuning.budget import Budget
from training.tuning.folds import Fold, Folds, folds_of, known_before
from training.tuning.gain import gain
from training.tuning.judge import losses_on
from training.tuning.page import page
from training.tuning.run import importance, tune, tune_on
from training.tuning.says import effort, verdict
from training.tuning.space import SPACE, Range, parameters_of, rounded
from training.tuning.study import TuningError, finished, opened, search, whole
from training.tuning.tuned import Tuned

FEW = SPACE | {"rounds": Range(4, 120, whole=True)}


@pytest.fixture(scope="module", autouse=True)
def _quick() -> Iterator[None]:
    """The office's own lines alone, and no more trees than by default: seconds a trial become tenths."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.tuning.judge.others", lambda: None)
        patch.setattr("training.tuning.space.SPACE", FEW)
        yield


@pytest.fixture(scope="module")
def files(office: Path) -> Files:
    return read_files(office / "train" / "claims", office / "train" / "remits")


@pytest.fixture(scope="module")
def folds(files: Files) -> Folds:
    return folds_of(files)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A working directory without a tracking store, which is nobody else's."""
    before, home = Path.cwd(), tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        os.chdir(home)
        yield home
        os.chdir(before)


@pytest.fixture(scope="module")
def tuned(files: Files, home: Path) -> Tuned:
    return tune(files, home / "tuned.json", Budget(trials=3))


def _all(folds: Folds) -> tuple[Fold, ...]:
    return (*folds.searched, folds.confirmed)


def _search(study: optuna.Study, folds: Folds, trials: int) -> list[tuple[object, ...]]:
    search(study, folds.searched, Budget(trials=trials), seed=7, threads=1, heard=lambda: None)
    return [(one.params, one.state, one.intermediate_values) for one in finished(study)]


def test_folds_follow_each_other_and_each_measures_what_came_after_all_it_learns_from(folds: Folds) -> None:
    for fold in _all(folds):
        assert fold.early.days.max() < fold.middle.days.min()
        assert fold.middle.days.max() < fold.start.toordinal() <= fold.late.days.min()
    for fold, following in zip(_all(folds), _all(folds)[1:], strict=False):
        assert fold.late.days.max() < following.start.toordinal() <= following.late.days.min()


def test_a_fold_learns_from_no_answer_that_came_on_its_first_day_or_later(files: Files, folds: Folds) -> None:
    for fold in _all(folds):
        for part in (fold.early, fold.middle):
            answered = [files.outcomes[at].answered for at in part.claims.tolist()]
            assert max(answered) < fold.start


def test_a_fold_learns_from_the_claims_that_a_training_on_the_day_before_would_have(office: Path, files: Files) -> None:
    day = files.through - timedelta(days=120)
    then = read_files(office / "train" / "claims", office / "train" / "remits", day - timedelta(days=1))
    theirs = states(then.claims, then.outcomes, then.through)
    ours = known_before(files, day)
    assert ours[len(theirs) :] == ["young"] * (len(ours) - len(theirs))
    assert np.mean([one == other for one, other in zip(ours, theirs, strict=False)]) > 0.99


def test_a_later_answer_changes_nothing_that_a_fold_learns_from(files: Files, folds: Folds) -> None:
    start = folds.searched[-1].start

    def changed(outcome: Outcome | None) -> Outcome | None:
        late = outcome is not None and outcome.answered is not None and outcome.answered >= start
        return None if late else outcome

    unheard = structs.replace(files, outcomes=[changed(one) for one in files.outcomes])
    assert known_before(unheard, start) == known_before(files, start)


def test_a_history_that_is_too_short_is_refused_with_what_is_missing(files: Files) -> None:
    short = structs.replace(files, claims=files.claims[:900], outcomes=files.outcomes[:900])
    with pytest.raises(TrainingDataError, match=r"claims to learn from and .* to measure.*add older 837"):
        folds_of(short)


@pytest.fixture(scope="module")
def nine(folds: Folds, tmp_path_factory: pytest.TempPathFactory) -> optuna.Study:
    """A study of nine trials, made in one run."""
    study = opened(tmp_path_factory.mktemp("nine") / "study.db", {})
    _search(study, folds, 9)
    return study


def test_a_search_that_was_ended_goes_on_to_the_very_same_trials(
    nine: optuna.Study, folds: Folds, tmp_path: Path
) -> None:
    at_once = [(one.params, one.state, one.intermediate_values) for one in finished(nine)]
    broken = opened(tmp_path / "other.db", {})
    _search(broken, folds, 1)
    broken.ask()  # under way when the process is ended
    _search(opened(tmp_path / "other.db", {}), folds, 4)
    opened(tmp_path / "other.db", {}).ask()
    assert _search(opened(tmp_path / "other.db", {}), folds, 9) == at_once
    assert parameters_of(at_once[0][0]) == DEFAULTS
    given_up = [one for one in at_once if one[1] == optuna.trial.TrialState.PRUNED]
    assert given_up
    assert all(len(losses) < len(folds.searched) for _, _, losses in given_up)


def test_it_is_told_which_parameters_matter_where_there_are_trials_enough(nine: optuna.Study, tuned: Tuned) -> None:
    shares = importance(nine)
    assert set(shares) == set(SPACE)
    assert sum(shares.values()) == pytest.approx(1)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)
    assert tuned.importance == {}
    assert "too few trials" in page(tuned)
    told = page(structs.replace(tuned, importance=shares))
    assert f"{next(iter(shares))} matters most" in told


def test_another_seed_makes_other_trials(folds: Folds, tmp_path: Path) -> None:
    one, other = (opened(tmp_path / f"{seed}.db", {}) for seed in (1, 2))
    for seed, study in ((1, one), (2, other)):
        search(study, folds.searched[:1], Budget(trials=2), seed=seed, threads=1, heard=lambda: None)
    assert whole(one)[0].params == whole(other)[0].params
    assert whole(one)[1].params != whole(other)[1].params


def test_a_study_of_other_files_or_another_seed_is_not_taken_up(tmp_path: Path) -> None:
    opened(tmp_path / "study.db", {"claims": "a", "seed": 0})
    opened(tmp_path / "study.db", {"claims": "a", "seed": 0})
    with pytest.raises(TuningError, match="holds a study with other claims, seed: remove it, or name another --out"):
        opened(tmp_path / "study.db", {"claims": "b", "seed": 1})


def test_a_file_that_is_no_study_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "study.db").write_text("letters " * 500)
    with pytest.raises(TuningError, match="is no study"):
        opened(tmp_path / "study.db", {})
    assert (tmp_path / "study.db").read_text() == "letters " * 500


def test_a_trial_that_would_not_end_in_time_is_not_begun() -> None:
    budget = Budget(minutes=1)
    assert not budget.over(3, spent=50, longest=10)
    assert budget.over(3, spent=50.1, longest=10)
    assert not budget.over(0, spent=100, longest=0), "the defaults are judged in any case"
    assert Budget(trials=3).over(3, 0, 0)
    assert not Budget(trials=3).over(2, 1e9, 1e9)


def test_time_of_earlier_runs_counts_and_a_spent_budget_makes_no_trial(folds: Folds, tmp_path: Path) -> None:
    clock = iter(range(0, 100_000, 10))
    study = opened(tmp_path / "study.db", {})

    def run(seconds: float) -> int:
        before = len(finished(study))
        budget = Budget(minutes=seconds / 60, clock=lambda: next(clock))
        search(study, folds.searched[:1], budget, seed=0, threads=1, heard=lambda: None)
        return len(finished(study)) - before

    assert run(180) > 1
    spent = study.user_attrs["seconds_spent"]
    assert spent <= 180
    assert run(spent) == 0
    assert run(spent + 100) > 0


@pytest.mark.parametrize("name", SPACE)
def test_the_defaults_lie_within_the_bounds_and_every_bound_can_be_trained_with(name: str) -> None:
    bounds = SPACE[name]
    assert bounds.low <= getattr(DEFAULTS, name) <= bounds.high
    drawn = {name: int(bounds.low) if bounds.whole else bounds.low}
    assert getattr(parameters_of(drawn), name) == bounds.low
    assert rounded(getattr(DEFAULTS, name)) == getattr(DEFAULTS, name)


def test_every_parameter_is_looked_for() -> None:
    assert tuple(SPACE) == Parameters.__struct_fields__


def test_a_gain_is_sure_only_where_chance_does_not_make_it() -> None:
    rng = np.random.default_rng(0)
    days, losses = np.repeat(np.arange(40), 20), rng.random(800)
    assert not gain(losses, losses, days, 0).sure
    assert not gain(losses, losses + rng.normal(0, 0.2, 800), days, 0).sure
    better = gain(losses, losses - 0.05 + rng.normal(0, 0.2, 800), days, 0)
    assert better.sure
    assert better.low < better.saved < better.high
    worse = gain(losses, losses + 0.05, days, 0)
    assert not worse.sure
    assert worse.high < 0


def test_a_gain_on_one_day_alone_is_not_taken_for_one_on_all() -> None:
    days = np.repeat(np.arange(40), 20)
    assert not gain(np.where(days == 3, 1.0, 0.0), np.zeros(800), days, 0).sure


def test_the_share_of_false_gains_is_what_the_interval_promises() -> None:
    rng = np.random.default_rng(1)
    days = np.repeat(np.arange(40), 20)
    sure = [gain(rng.normal(0, 1, 800), np.zeros(800), days, 0).sure for _ in range(200)]
    assert np.mean(sure) < 0.06


def test_what_is_written_can_be_trained_with_and_is_the_defaults_unless_the_gain_is_sure(
    tuned: Tuned, home: Path
) -> None:
    written = read_parameters(home / "tuned.json")
    assert written == tuned.parameters
    assert written == (tuned.best.parameters if tuned.gain.sure else DEFAULTS)
    assert verdict(tuned).startswith("Keep the defaults: " if tuned.keeps_defaults else "Train with what was found: ")
    assert "<svg" in (home / "tuned.html").read_text("utf-8")


def test_the_best_is_held_against_the_defaults_on_weeks_that_chose_nothing(tuned: Tuned, folds: Folds) -> None:
    fold = folds.confirmed
    defaults = losses_on(fold, DEFAULTS, seed=0, threads=1)
    best = losses_on(fold, tuned.best.parameters, seed=0, threads=1)
    assert tuned.gain == gain(defaults, best, fold.late.days, 0)


def test_called_again_it_says_that_the_budget_is_spent_and_with_more_goes_on(
    tuned: Tuned, files: Files, home: Path
) -> None:
    again = tune(files, home / "tuned.json", Budget(trials=3))
    assert again.trials == tuned.trials
    assert "the budget of 3 trials was spent by earlier runs" in effort(again)
    more = tune(files, home / "tuned.json", Budget(trials=4))
    assert more.trials[:3] == tuned.trials
    assert "1 are new" in effort(more)
    assert more.mlflow_run == tuned.mlflow_run
    with store() as mlflow:
        client = mlflow.MlflowClient()
        run = client.get_run(tuned.mlflow_run)
        nested = client.search_runs([run.info.experiment_id], f"tags.`mlflow.parentRunId` = '{tuned.mlflow_run}'")
        assert run.info.status == "FINISHED"
        assert run.data.metrics["trials"] == 4
        assert {one.info.run_name for one in nested} == {f"trial {at}" for at in (1, 2, 3, 4)}
        told = {one.info.run_name: one.data.params["rounds"] for one in nested}
        assert told == {f"trial {one.number}": str(one.parameters.rounds) for one in more.trials}
        plots = [one.path for one in client.list_artifacts(tuned.mlflow_run, "plots")]
        assert plots == ["plots/history.png"]


def test_the_command_wants_a_json_file_before_it_reads_a_claim(office: Path, tmp_path: Path) -> None:
    asked = ["--claims", office / "train" / "claims", "--remits", office / "train" / "remits"]
    done = cleanclaim("tune", *asked, "--out", tmp_path / "tuned.txt", cwd=tmp_path)
    assert done.returncode == 2
    assert "does not end in .json" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named_before_a_claim_is_read(tmp_path: Path) -> None:
    def never() -> Files:
        raise AssertionError

    (tmp_path / "study.db").mkdir()
    for out, words in (
        (tmp_path / "nowhere" / "tuned.json", "nowhere is no folder: make it, or name another --out"),
        (tmp_path, "is a folder, and a file is to be written there"),
        (tmp_path / "study.json", "study.db is a folder, and a file is to be written there"),
        (Path("/proc/tuned.json"), "nothing can be written to /proc"),
    ):
        with pytest.raises(TuningError, match=words):
            tune_on(never, out, Budget(trials=1))


def test_two_searches_do_not_write_to_one_place_at_once(files: Files, tmp_path: Path) -> None:
    def meanwhile() -> Files:
        with pytest.raises(TuningError, match=r"another search writes to .*tuned\.json at this moment"):
            tune(files, tmp_path / "tuned.json", Budget(trials=1))
        raise KeyboardInterrupt

    for _ in range(2):  # who is ended lets go
        with pytest.raises(KeyboardInterrupt):
            tune_on(meanwhile, tmp_path / "tuned.json", Budget(trials=1))


def test_a_lake_is_searched_as_the_files_are(whole_office: Path, home: Path, files: Files) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.tuning.folds.SEARCHED", 1)
        told = CliRunner().invoke(
            main, ["tune", "--store", str(whole_office), "--out", str(home / "of_lake.json"), "--trials", "1"]
        )
    assert told.exit_code == 0, told.output
    assert "1 trials, 0 of them given up early" in told.output
    assert read_parameters(home / "of_lake.json") == DEFAULTS
    study = optuna.load_study(study_name=None, storage=f"sqlite:///{home / 'of_lake.db'}")
    assert study.user_attrs["made_from"]["claims"] == files.digests["claims"]
