"""An office as training sees it, up to the point where one step can be left out: frames to fit on and to ask about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct

from benchmarks.quality.truth import key_of
from claims.claim import Claim
from claims.sent import SentBefore
from features.history import History
from rules import RuleSet, office_rules
from training.frame import UNKNOWN, Frame, replay, walk
from training.maturity import states
from training.office_files import Files, read_files
from training.parameters import DEFAULTS, Parameters
from training.run import known
from training.settle import settle


class Read(Struct, frozen=True):
    """An office's files: what it holds on the day of training, and what it sends afterwards."""

    past: Files
    later: Files

    @classmethod
    def of(cls, folder: Path) -> Read:
        """Read both."""
        past, later = (read_files(folder / part / "claims", folder / part / "remits") for part in ("train", "test"))
        return cls(past, later)


class Frames(Struct, frozen=True):
    """What is fitted on, and what is asked about."""

    past: Frame
    """Matured, answered claims."""
    later: Frame
    """Claims sent afterwards, their fates withheld."""
    keys: list[str]
    """Of the later claims."""

    def changed(self, change: Callable[[Frame], Frame]) -> Frames:
        """The same change made to both."""
        return Frames(change(self.past), change(self.later), self.keys)

    def odds(self, parameters: Parameters = DEFAULTS) -> dict[str, float]:
        """Fit, calibrate, move on in time, and give the later claims' odds, each by its key."""
        fitted = settle(self.past, seed=0, threads=1, parameters=parameters).final
        odds: dict[str, float] = {}
        for key, p in zip(self.keys, fitted.odds(self.later).tolist(), strict=True):
            odds.setdefault(key, p)
        return odds


def framed(read: Read, history: Callable[[], History] = History, sent: Callable[[], SentBefore] = SentBefore) -> Frames:
    """Live through an office's past, then through the months after, with the history as it stood when training ended.

    Args:
        read: the office.
        history: makes the empty history to begin with.
        sent: makes the empty index of what was sent.
    """
    ruleset, lived, index = office_rules(), history(), sent()
    past = known(
        replay(read.past.claims, read.past.outcomes, ruleset, lived, index),
        states(read.past.claims, read.past.outcomes, read.past.through),
    )
    return Frames(past, _later(read.later, ruleset, lived, index), [key_of(one) for one in _lined(read.later)])


def _later(files: Files, ruleset: RuleSet, history: History, sent: SentBefore) -> Frame:
    blocks = [rows for rows in walk(files.claims, ruleset, history, sent, ()) if len(rows)]
    starts = np.cumsum([0, *(len(rows) for rows in blocks)])[:-1].astype(np.intp)
    days = [one.submission_date.toordinal() for one in _lined(files) if one.submission_date]
    table = np.concatenate(blocks)
    fates = np.full(len(table), UNKNOWN, dtype=np.intp)
    return Frame(table, starts, np.arange(len(starts)), np.array(days, dtype=np.intp), fates)


def _lined(files: Files) -> Sequence[Claim]:
    return [claim for claim in files.claims if claim.lines]
