"""Plots of a search: how trials went, and which parameters matter."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from training.page.style import LINE, ONE, QUIET, TWO, axes
from training.tuning.tuned import Tuned

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plots(tuned: Tuned) -> dict[str, Figure]:
    """By name; importance only where it can be told."""
    found = {"history": _history(tuned)}
    return found | ({"importance": _importance(tuned)} if tuned.importance else {})


def _history(tuned: Tuned) -> Figure:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - slow to import

    whole = [one for one in tuned.trials if one.whole]
    given_up = [one for one in tuned.trials if not one.whole]
    won = f"Trial {tuned.best.number} did best" if tuned.best.number > 1 else "No trial did better than the defaults"
    drawn, at = axes(f"{won} on the weeks that trials are compared on", "trial", "log loss, nats a claim")
    at.xaxis.set_major_locator(MaxNLocator(integer=True))
    at.axhline(tuned.trials[0].loss, color=LINE, linewidth=1)
    at.annotate("defaults", (1, tuned.trials[0].loss), (4, 3), textcoords="offset points", color=QUIET)
    at.scatter([one.number for one in whole], [one.loss for one in whole], color=ONE, s=18, label="on all folds")
    best = list(accumulate((one.loss for one in whole), min))
    at.step([one.number for one in whole], best, where="post", color=ONE, linewidth=1.2, label="the best so far")
    if given_up:
        # Their losses are of fewer weeks, and may not stand beside the others.
        told, bottom = [one.number for one in given_up], at.get_xaxis_transform()
        zeros = [0] * len(told)
        at.scatter(told, zeros, color=TWO, s=26, marker="x", label="given up early", transform=bottom, clip_on=False)
    at.legend()
    return drawn


def _importance(tuned: Tuned) -> Figure:
    names, shares = list(tuned.importance), list(tuned.importance.values())
    drawn, at = axes(f"{names[0]} matters most", "share of what differs between trials on the first weeks")
    at.barh(names[::-1], shares[::-1], color=ONE)
    return drawn
