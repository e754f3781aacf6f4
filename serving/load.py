"""Scorers from what lies on disk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from rules import RuleSet
from serving.scorer import Scorer


def rules_alone() -> Scorer:
    """A scorer without a model, for checks."""
    return Scorer(RuleSet.load(), clock=_one_day())


def _one_day() -> Callable[[], date]:
    """A clock that is read once, so that a run over midnight has one day."""
    today = date.today()  # noqa: DTZ011  the office's own calendar day
    return lambda: today
