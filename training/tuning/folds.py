"""Folds in time: each learns from what was matured and known on the day before it starts, and measures what came next.

Never random ones: a random fold learns from answers that came after the claims it measures, and from a payer's new
policy before the payer had made it.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from claims.answer import Outcome
from claims.sent import SentBefore
from features.history import History
from rules import office_rules
from training.frame import Frame, replay
from training.maturity import State, states
from training.office_files import Files, TrainingDataError
from training.settle import CALIBRATE, FEWEST_IN_A_PART, FIT

SEARCHED = 3
"""Folds that trials are compared on."""
WEEKS = 4
"""That each of them measures."""
CONFIRMED = 6
"""Weeks that the last fold measures, on which the best trial must confirm what it gained."""
TO_LEARN, TO_MEASURE = 200, 100
"""Claims below which a fold does not learn, and does not measure."""


class Fold(Struct, frozen=True):
    """Claims to fit on, to calibrate on, and to measure."""

    start: date
    """The first day that is measured; what is learnt from was known on the day before."""
    early: Frame
    middle: Frame
    late: Frame


class Folds(Struct, frozen=True):
    """All folds of an office, over one replay of its history."""

    searched: tuple[Fold, ...]
    """In order of time, each after the last; the first is the smallest."""
    confirmed: Fold
    """Later than all that trials were chosen by."""


def folds_of(files: Files) -> Folds:
    """Live through an office's history once, and cut it.

    Raises:
        TrainingDataError: the history is too short for it.
    """
    frame = replay(files.claims, files.outcomes, office_rules(), History(), SentBefore())
    now = _known(frame, states(files.claims, files.outcomes, files.through))
    if not now.any():
        raise TrainingDataError("no claim is answered and old enough to be sure of: add older 837 and 835 files")
    end = date.fromordinal(int(frame.days[now].max()) + 1)
    starts = [end - timedelta(weeks=CONFIRMED + WEEKS * back) for back in range(SEARCHED, -1, -1)]
    cut = [_fold(files, frame, now, start, until) for start, until in zip(starts, [*starts[1:], end], strict=True)]
    return Folds(tuple(cut[:-1]), cut[-1])


def _fold(files: Files, frame: Frame, now: npt.NDArray[np.bool_], start: date, until: date) -> Fold:
    then = frame.days < start.toordinal()
    past = frame.only(then & _known(frame, known_before(files, start)))
    late = frame.only(now & ~then & (frame.days < until.toordinal()))
    early, middle = _cut(past)
    if len(past.starts) < TO_LEARN or len(late.starts) < TO_MEASURE or len(middle.starts) < FEWEST_IN_A_PART:
        weeks = SEARCHED * WEEKS + CONFIRMED
        raise TrainingDataError(
            f"tuning compares trials on {weeks} weeks, cut into {SEARCHED + 1} parts; for that which starts on {start} "
            f"there are {len(past.starts)} claims to learn from and {len(late.starts)} to measure, and {TO_LEARN} and "
            f"{TO_MEASURE} are needed: add older 837 and 835 files, or train with the defaults"
        )
    return Fold(start, early, middle, late)


def known_before(files: Files, day: date) -> list[State]:
    """How sure one could be of each claim's fate on the day before: what was answered later was not yet known."""
    today = day - timedelta(days=1)
    heard = [outcome if _came_by(outcome, today) else None for outcome in files.outcomes]
    sent = [claim.submission_date is not None and claim.submission_date <= today for claim in files.claims]
    among = states(
        [claim for claim, was in zip(files.claims, sent, strict=True) if was],
        [outcome for outcome, was in zip(heard, sent, strict=True) if was],
        today,
    )
    told = iter(among)
    return [next(told) if was else "young" for was in sent]


def _came_by(outcome: Outcome | None, today: date) -> bool:
    return outcome is not None and outcome.answered is not None and outcome.answered <= today


def _known(frame: Frame, maturity: list[State]) -> npt.NDArray[np.bool_]:
    return np.array([maturity[at] == "known" for at in frame.claims.tolist()], dtype=bool)


def _cut(past: Frame) -> tuple[Frame, Frame]:
    """To fit on, and to calibrate on, in the proportion of a training; never within a day."""
    if not len(past.starts):
        return past, past
    first = past.days[int(len(past.days) * FIT / (FIT + CALIBRATE))]
    return past.only(past.days < first), past.only(past.days >= first)
