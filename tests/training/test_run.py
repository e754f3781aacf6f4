"""Training uses what was known by its day and nothing else, and gives the same bytes each time."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from msgspec import structs

from claims.answer import LineOutcome, Outcome
from claims.sent import SentBefore
from features.history import History
from models import Bundle, BundleError
from rules import RuleSet
from training.fit import fit
from training.frame import Frame, as_strangers, by_arrival, joined, replay, walk
from training.metrics import auroc
from training.office import simulate
from training.office_files import Files, TrainingDataError, read_files
from training.payments import learn_payments
from training.run import learn, payments_before, train
from training.settle import split


@pytest.fixture(scope="module")
def files(office: Path) -> Files:
    return read_files(office / "train" / "claims", office / "train" / "remits")


def _content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != "run.json"}


def test_answers_and_claims_dated_after_the_day_of_training_change_nothing(office: Path, tmp_path: Path):
    known = read_files(office / "train" / "claims", office / "train" / "remits")
    later = tmp_path / "all"
    for part in ("train", "test"):
        for kind in ("claims", "remits"):
            for file in (office / part / kind).iterdir():
                (later / kind).mkdir(parents=True, exist_ok=True)
                shutil.copy(file, later / kind / f"{part}-{file.name}")
    day = known.through - timedelta(days=45)
    train(office / "train" / "claims", office / "train" / "remits", tmp_path / "one", day, threads=1, track=False)
    train(later / "claims", later / "remits", tmp_path / "other", day, threads=1, track=False)
    assert _content(tmp_path / "one") == _content(tmp_path / "other")
    assert Bundle.load(tmp_path / "one").trained_through == day


def test_the_same_files_give_the_same_bytes_with_one_thread_and_with_two(
    office: Path, bundle_dir: Path, tmp_path: Path
):
    train(office / "train" / "claims", office / "train" / "remits", tmp_path / "again", threads=2, track=False)
    assert _content(tmp_path / "again") == _content(bundle_dir)


def test_an_answer_is_known_on_the_day_after_it_is_dated_and_not_before(files: Files):
    class Diary(History):
        def __init__(self) -> None:
            super().__init__()
            self.heard: list[Outcome] = []

        def answered(self, claim, outcome, sent=None) -> None:  # noqa: ANN001
            self.heard.append(outcome)
            super().answered(claim, outcome, sent)

    diary = Diary()
    sent = files.claims[:600]
    walked = walk(sent, RuleSet.load(), diary, SentBefore(), by_arrival(files.outcomes[:600]))
    for claim, _ in zip(sent, walked, strict=False):
        assert all(outcome.answered < claim.submission_date for outcome in diary.heard)
        due = [o for o in files.outcomes[:600] if o is not None and o.answered < claim.submission_date]
        assert len(diary.heard) == len(due)


def test_labelled_claims_are_split_by_time_and_never_within_a_day():
    days = np.repeat(np.arange(100, 200), 3)
    starts = np.arange(300)
    frame = Frame(np.zeros((300, 1)), starts, starts, days, np.full(300, -1))
    early, middle, late = split(frame)
    assert early.days.max() < middle.days.min() <= middle.days.max() < late.days.min()
    assert len(early.days) + len(middle.days) + len(late.days) == 300


def test_a_frame_keeps_the_lines_of_a_claim_together():
    frame = Frame(
        np.arange(6.0)[:, None], np.array([0, 1, 4]), np.arange(3), np.arange(3), np.array([-1, 2, -1, -1, -1, 5])
    )
    assert frame.denied().tolist() == [False, True, True]
    last = frame.only(np.array([False, True, True]))
    assert last.starts.tolist() == [0, 3]
    assert last.rows[:, 0].tolist() == [1, 2, 3, 4, 5]
    assert frame.only(np.zeros(3, dtype=bool)).denied().tolist() == []


def test_frames_of_several_offices_are_joined_claim_by_claim():
    one = Frame(np.zeros((3, 1)), np.array([0, 2]), np.arange(2), np.arange(2), np.array([-1, 4, -1]))
    other = Frame(np.ones((3, 1)), np.array([0, 1]), np.arange(2), np.arange(2), np.array([2, -1, -1]))
    both = joined([one, other])
    assert both.denied().tolist() == [*one.denied(), *other.denied()] == [True, False, True, False]
    assert both.only(np.array([False, False, True, True])).rows.tolist() == other.rows.tolist()


def test_an_office_that_is_met_as_a_stranger_leaves_the_history_as_it_was(files: Files, bundle: Bundle):
    history = bundle.history()
    before = {name: table.copy() for name, table in history.tables().items()}
    frame = as_strangers(files.claims[:300], files.outcomes[:300], RuleSet.load(), history)
    assert len(frame.starts) == sum(bool(claim.lines) for claim in files.claims[:300])
    assert all(np.array_equal(table, before[name]) for name, table in history.tables().items())


def test_shuffled_answers_teach_nothing(tmp_path: Path):
    """Shuffled before the history sees them, so that it is under test too; the standard error is about 0.011."""
    simulate(tmp_path / "office", 10_000, 23)
    files = read_files(tmp_path / "office" / "train" / "claims", tmp_path / "office" / "train" / "remits")
    frame = replay(files.claims, _shuffled(files), RuleSet.load(), History())
    frame = frame.only(np.array([files.outcomes[at] is not None for at in frame.claims.tolist()]))
    first = frame.days < np.quantile(frame.days, 0.3)
    late = frame.only(~first)
    denied = late.denied()
    odds = fit(frame.only(first), seed=0, threads=1).odds(late)
    refused, paid = int(denied.sum()), int((~denied).sum())
    assert ((refused + paid + 1) / (12 * refused * paid)) ** 0.5 < 0.012
    assert abs(auroc(odds, denied) - 0.5) < 0.03


def _shuffled(files: Files) -> list[Outcome | None]:
    """Every answered claim gets another one's fate: refused on all lines, or paid."""
    answered = [outcome for outcome in files.outcomes if outcome is not None]
    donors = iter(np.random.default_rng(1).permutation(len(answered)).tolist())
    shuffled: list[Outcome | None] = []
    for outcome in files.outcomes:
        if outcome is None:
            shuffled.append(None)
            continue
        donor = answered[next(donors)]
        lines = tuple(LineOutcome(line.number, denied=donor.denied, codes=donor.codes[:1]) for line in outcome.lines)
        shuffled.append(structs.replace(outcome, denied=donor.denied, codes=donor.codes, lines=lines))
    return shuffled


def test_the_metrics_are_of_claims_later_than_all_that_the_measured_model_saw(files: Files):
    trained = learn(files, threads=1)
    first = min(files.claims[at].submission_date for at in trained.held_out.claims)
    assert first > files.claims[0].submission_date + timedelta(days=200)
    assert trained.metrics["auroc"] > 0.55  # few claims: one standard error is 0.03


def test_the_money_of_the_claims_that_measure_is_told_by_answers_that_came_before(files: Files):
    day = files.through - timedelta(days=90)
    early = [one if one and one.answered and one.answered < day else None for one in files.outcomes]
    assert None in early
    blind = structs.replace(files, outcomes=early)
    assert payments_before(files, day) == payments_before(blind, day)
    assert payments_before(files, day).prices != learn_payments(files.claims, files.outcomes, files.through).prices


def test_a_history_too_short_to_learn_from_is_refused_with_what_to_add(office: Path, tmp_path: Path):
    first = min((office / "train" / "claims").iterdir())
    (tmp_path / "claims").mkdir()
    shutil.copy(first, tmp_path / "claims")
    with pytest.raises(TrainingDataError, match=r"at least 200 are needed: add older 837 and 835 files"):
        train(tmp_path / "claims", office / "train" / "remits", tmp_path / "out", track=False)
    with pytest.raises(TrainingDataError, match="no remittance with a payment date"):
        train(tmp_path / "claims", tmp_path / "claims", tmp_path / "out", track=False)


def test_a_folder_with_other_things_is_refused_before_the_work_begins(office: Path, tmp_path: Path):
    (tmp_path / "letter.txt").touch()
    with pytest.raises(BundleError, match="other things"):
        train(office / "nowhere", office / "nowhere", tmp_path)
