"""The drawings of the report: each says in its title what is seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from training.monitoring.changes import Change
from training.monitoring.drift import Chart
from training.monitoring.monitor import Monitored
from training.monitoring.scored import WEEK
from training.page.style import BAD, INK, LINE, ONE, PAPER, QUIET, TWO, axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CHARTED = 24
"""Columns that the picture of drift shows: those that moved most."""
EPOCH = date(1970, 1, 1).toordinal()
"""Matplotlib's day 0."""
ROOM = 0.12
"""Of gain below the lowest week: what reaches lower, the interval of a week with few claims, is cut there."""
BAR = 5.0
"""Days that a week's bar is wide."""


def skill_by_week(found: Monitored) -> Figure:
    """The gain of each week with its interval, and what the odds promised before the answers."""
    drawn, at = axes(_skill_title(found), "week of submission", "log loss saved (gain)")
    for one in found.weeks:
        day = _x(date.fromisoformat(one.name))
        at.plot([day, day], [one.gain_low, one.gain_high], color=ONE, linewidth=5, alpha=0.22, solid_capstyle="butt")
    for complete, face, label in ((True, ONE, "met"), (False, PAPER, "met so far: some claims are too young to tell")):
        some = [one for one in found.weeks if one.complete == complete]
        if some:
            days = [_x(date.fromisoformat(one.name)) for one in some]
            gains = [one.gain for one in some]
            at.plot(days, gains, "o", color=ONE, markerfacecolor=face, markersize=6, label=label)
    full = [one for one in found.estimated if one.full]
    estimates = [one.promised.gain for one in full]
    at.plot([_x(one.monday) for one in full], estimates, color=TWO, label="promised before the answers")
    if found.gain_at_training is not None:
        at.axhline(found.gain_at_training, color=QUIET, linestyle="--", linewidth=1, label="at training")
    lowest = min([0.0, *(one.gain for one in found.weeks)])
    at.set_ylim(bottom=max(at.get_ylim()[0], lowest - ROOM))
    at.locator_params(axis="y", nbins=6)  # else the layout leaves room for other numbers than those that are drawn
    _legend(at)
    _dates(at)
    return drawn


def _skill_title(found: Monitored) -> str:
    if found.overall is None or found.gain_at_training is None:
        return "The answers are too few yet to say how good the odds are"
    if any(one.kind == "skill" for one in found.signals):
        return "The odds save less than they did at training"
    if found.overall.gain_low > found.gain_at_training:
        return "The odds save more than they did at training"
    return "The odds save about as much as they did at training"


def calibration(found: Monitored) -> Figure:
    """Promised and met by tenths of the claims."""
    off = [one for one in found.signals if one.kind == "calibration"]
    title = "Refusals did not come as promised" if off else "Refusals came about as promised"
    drawn, at = axes(title, "promised", "met", width=4.6, height=4.2)
    most = max([0.05, *(max(one.promised, one.met) for one in found.calibration)]) * 1.08
    at.plot([0, most], [0, most], color=LINE, linewidth=1)
    for one in found.calibration:
        low, high = max(0.0, one.met - 1.645 * one.error), min(1.0, one.met + 1.645 * one.error)
        at.plot([one.promised, one.promised], [low, high], color=ONE, alpha=0.3, linewidth=4, solid_capstyle="butt")
    at.plot([one.promised for one in found.calibration], [one.met for one in found.calibration], "o", color=ONE)
    at.set(xlim=(0, most), ylim=(0, max(most, at.get_ylim()[1])))
    return drawn


def denials_by_week(found: Monitored) -> Figure:
    """How many refusals are promised for each week, and how many are known of."""
    drawn, at = axes("Refusals promised, and those that have come", "week of submission", "refusals", height=2.8)
    full = [one for one in found.estimated if one.full]
    days, promised = [_x(one.monday) for one in full], [one.promised.denials for one in full]
    error = [1.645 * one.promised.denials_error for one in full]
    at.bar(days, [one.denied for one in full], width=BAR, color=ONE, label="known, of matured claims")
    low = [one - by for one, by in zip(promised, error, strict=True)]
    high = [one + by for one, by in zip(promised, error, strict=True)]
    at.fill_between(days, low, high, color=TWO, alpha=0.2, linewidth=0)
    at.plot(days, promised, color=TWO, label="promised by the odds")
    at.set_ylim(bottom=0)
    _legend(at)
    _dates(at)
    return drawn


def drift_heat(charts: Sequence[Chart]) -> Figure:
    """How near each column came to its limit, week by week; those that moved most, on top."""
    shown = sorted(charts, key=lambda one: -max(map(abs, one.strength), default=0.0))[:CHARTED]
    out = sum(one.signal is not None for one in charts)
    title = (
        f"{out} of {len(charts)} charts left their limits" if out else f"None of {len(charts)} charts left its limits"
    )
    drawn, at = axes(title, "week of submission", height=0.8 + 0.24 * len(shown))
    for row, one in enumerate(shown):
        for week, strength in zip(one.weeks, one.strength, strict=True):
            colour = ONE if strength > 0 else TWO
            at.barh(row, BAR + 1.4, left=_x(week), height=0.86, color=colour, alpha=min(1.0, abs(strength)) ** 1.5)
        if one.signal is not None:
            week = one.signal.known - timedelta(days=WEEK - 1)
            at.barh(row, BAR + 1.4, left=_x(week), height=0.86, color="none", edgecolor=BAD, linewidth=1.8)
    at.set_yticks(range(len(shown)), [one.name for one in shown])
    at.set_ylim(len(shown) - 0.4, -0.6)
    at.tick_params(axis="y", length=0)
    _dates(at)
    return drawn


def policy_timeline(found: Monitored) -> Figure:
    """When payers changed, and when the answers made it known."""
    names = sorted({_of(one) for one in found.changes})
    many = len(found.changes)
    title = f"{many} change{'s' if many > 1 else ''} of payers since training"
    drawn, at = axes(title, height=0.9 + 0.42 * max(1, len(names)))
    for one in found.changes:
        row = names.index(_of(one))
        at.plot([_x(one.since), _x(one.raised)], [row, row], color=ONE, linewidth=2)
        at.plot([_x(one.raised)], [row], "o", color=BAD)
        at.annotate(
            ", ".join(one.codes[:3]), (_x(one.raised), row), (0, 5), textcoords="offset points",
            ha="center", va="bottom", fontsize=9, color=INK,
        )  # fmt: skip
    at.set_yticks(range(len(names)), names)
    at.set_ylim(len(names) - 0.5, -0.5)
    first = min([found.trained_through, *(one.since for one in found.changes)])
    at.set_xlim(_x(first), _x(found.through + timedelta(days=60)))
    _dates(at)
    return drawn


def _of(change: Change) -> str:
    """Whose change it is, and of which kind: a line of the picture."""
    return f"{change.name}, {change.family}"


def _legend(at: Axes) -> None:
    at.legend(loc="upper center", bbox_to_anchor=(0.5, -0.22), ncols=4, fontsize=9)


def _x(day: date) -> float:
    """A day as matplotlib counts them."""
    return float(day.toordinal() - EPOCH)


def _dates(at: Axes) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter  # noqa: PLC0415 - slow to import

    locator = AutoDateLocator(minticks=3, maxticks=9)  # type: ignore[no-untyped-call]
    at.xaxis.set_major_locator(locator)
    at.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
