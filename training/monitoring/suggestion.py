"""Should the model be trained anew, and why?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from training.monitoring.changes import Change
from training.monitoring.drift import Chart
from training.monitoring.newcomers import Newcomer
from training.monitoring.signals import Signal

OLD = 180
"""Days since training ended after which payers will have changed, whatever was seen of it."""


def reasons(
    signals: Sequence[Signal], changes: Sequence[Change], charts: Sequence[Chart], new: Sequence[Newcomer], age: int
) -> Iterator[str]:
    """The reasons for training anew, the strongest first; none where all is as at training.

    Args:
        signals: what the monitor saw.
        changes: of payers since training ended.
        charts: of the claims and their odds.
        new: who and what the model does not know.
        age: days since training ended.
    """
    worse = [one for one in signals if one.kind in {"skill", "calibration"}]
    if worse:
        yield f"it is worse than at training, beyond chance: {worse[-1].says}"
    if changes:
        many = f"{len(changes)} changes" if len(changes) > 1 else "a change"
        named = ", ".join(dict.fromkeys(f"{one.name} ({one.family})" for one in changes))
        yield f"payers changed since it was trained: {many}, {named}"
    if still := [one.name for one in charts if one.signal is not None and one.out]:
        yield f"the claims are not those that it learnt from: {'; '.join(still)}"
    if unknown := [f"{one.sort} {one.value}" for one in new if one.signal is not None]:
        yield f"it does not know {', '.join(unknown)}"
    if age > OLD:
        yield f"it was trained {age} days ago, more than {OLD}"


def age_of(trained_through: date, today: date) -> int:
    """Days since training ended."""
    return max(0, (today - trained_through).days)
