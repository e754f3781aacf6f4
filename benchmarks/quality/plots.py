"""The report's plots. Each takes numbers and gives a figure; the writer of the report names and saves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.quality.truth import Floats, Truth

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OURS, BEST, GREY = "#1f5fa8", "#2a9d6f", "#9aa0a6"
PEERS = ("#d1495b", "#edae49", "#8d6a9f", "#6b4f3a")
BINS = 15
LOW = 0.15
"""Most claims are promised less; they would lie on each other beside the few of which more is promised."""


def axes(title: str, x: str, y: str, size: tuple[float, float] = (6.4, 4.4)) -> tuple[Figure, Axes]:
    """An empty figure."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow to import

    figure = Figure(figsize=size, dpi=100, layout="constrained")
    one = figure.subplots()
    _plain(one, title, x, y)
    return figure, one


def _plain(one: Axes, title: str, x: str, y: str) -> None:
    one.set_title(title, loc="left", fontsize=10, fontweight="bold")
    one.set(xlabel=x, ylabel=y)
    one.spines[["top", "right"]].set_visible(False)
    one.grid(color="0.93", linewidth=0.8)
    one.set_axisbelow(True)


def calibration(by_size: Mapping[str, Sequence[tuple[Truth, Floats]]]) -> Figure:
    """Promised and met, all offices of a size together."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow to import

    figure = Figure(figsize=(9.6, 4.6), dpi=100, layout="constrained")
    ends = {"Promised and met": 1.0, f"The same, up to {LOW:g}": LOW}
    panels = figure.subplots(1, 2)
    for one, (title, end) in zip(panels, ends.items(), strict=True):
        _plain(one, title, "promised probability of refusal", "share refused")
        one.plot([0, 1], [0, 1], color=GREY, linewidth=1, label="perfect")
        one.set(xlim=(0, end), ylim=(0, end))
    for (name, several), colour in zip(by_size.items(), (OURS, *PEERS), strict=False):
        p = np.concatenate([odds for _, odds in several])
        denied = np.concatenate([truth.denied for truth, _ in several])
        groups = np.array_split(np.argsort(p, kind="stable"), BINS)
        x, y = ([values[group].mean() for group in groups] for values in (p, denied))
        error = [1.96 * np.sqrt(met * (1 - met) / len(group)) for met, group in zip(y, groups, strict=True)]
        for one in panels:
            one.errorbar(x, y, yerr=error, marker="o", markersize=4, linewidth=1, capsize=2, color=colour, label=name)
    panels[0].legend(frameon=False, title="claims of the office")
    return figure


def precision_recall(truth: Truth, odds: Mapping[str, Floats], name: str) -> Figure:
    """Precision by recall of several models on one office."""
    figure, one = axes(
        f"Precision and recall, office {name}",
        "share of refusals found",
        "share of those found that are refusals",
        (6.4, 5.2),
    )
    for (who, p), (colour, width) in zip(odds.items(), _styles(len(odds)), strict=True):
        hits = np.cumsum(truth.denied[np.argsort(-p, kind="stable")])
        seen = np.arange(1, len(p) + 1)
        one.plot(hits[20:] / hits[-1], (hits / seen)[20:], color=colour, linewidth=width, label=who)
    one.axhline(truth.denied.mean(), color=GREY, linewidth=1, linestyle=":")
    one.set(xlim=(0, 1), ylim=(0, 1.02))
    figure.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=8)
    return figure


def _styles(count: int) -> list[tuple[str, float]]:
    """The oracle, ours, then others."""
    return [(BEST, 1.6), (OURS, 2.2), *((PEERS[at % len(PEERS)], 1.1) for at in range(count - 2))]


def curve(lines: Mapping[str, Sequence[tuple[int, Sequence[float]]]]) -> Figure:
    """Skill against the size of the office."""
    figure, one = axes("Skill and the size of the office", "claims of the office (fourteen months)", "skill")
    for (who, points), (colour, width) in zip(lines.items(), _styles(len(lines) + 1)[1:], strict=True):
        x, means = [size for size, _ in points], [np.mean(skills) for _, skills in points]
        one.plot(x, means, color=colour, linewidth=width, marker="o", markersize=4, label=who)
        for size, skills in points:
            one.plot([size] * len(skills), skills, ".", color=colour, alpha=0.35, markersize=5)
    one.set_xscale("log")
    ticks = sorted({size for points in lines.values() for size, _ in points})
    one.set_xticks(ticks, [f"{size // 1000}k" if size >= 1000 else str(size) for size in ticks])
    one.minorticks_off()
    one.set_ylim(min(0.0, one.get_ylim()[0]), 1)
    one.legend(frameon=False)
    return figure


def by_month(lines: Mapping[str, Sequence[float | None]], months: Sequence[str]) -> Figure:
    """Skill by month after training."""
    figure, one = axes("Skill by month after training", "", "skill")
    for (who, values), colour in zip(lines.items(), (OURS, BEST, PEERS[0]), strict=False):
        shown = [np.nan if value is None else value for value in values]
        one.plot(range(len(months)), shown, marker="o", markersize=4, color=colour, label=who)
    one.set_xticks(range(len(months)), months)
    one.set_ylim(min(0.0, one.get_ylim()[0]), 1)
    one.legend(frameon=False)
    return figure


def bars(names: Sequence[str], means: Sequence[float], spreads: Sequence[float], title: str, x: str) -> Figure:
    """Horizontal bars, in the order given, from the top."""
    figure, one = axes(title, x, "", size=(7.2, 0.6 + 0.3 * len(names)))
    colours = [PEERS[0] if mean < 0 else OURS for mean in means]
    one.barh(range(len(names)), means, xerr=spreads, color=colours, ecolor="0.35", capsize=2, height=0.65)
    one.set_yticks(range(len(names)), names)
    one.invert_yaxis()
    one.axvline(0, color="0.3", linewidth=0.8)
    one.grid(visible=False, axis="y")
    return figure


def caught(truth: Truth, orders: Mapping[str, Floats], name: str) -> Figure:
    """Refused dollars, and refused claims, caught against the share of claims looked at."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow to import

    figure = Figure(figsize=(9.6, 4.6), dpi=100, layout="constrained")
    what = {"refused charges": truth.refused, "refused claims": truth.denied.astype(np.float64)}
    for one, (says, worth) in zip(figure.subplots(1, 2, sharey=True), what.items(), strict=True):
        for (who, order), (colour, width) in zip(orders.items(), _styles(len(orders)), strict=True):
            found = np.cumsum(worth[np.argsort(-order, kind="stable")]) / worth.sum()
            label = who if one.get_subplotspec().is_first_col() else None
            one.plot(np.arange(1, len(order) + 1) / len(order), found, color=colour, linewidth=width, label=label)
        one.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle=":")
        _plain(one, f"Share of {says} caught, office {name}", "share of the claims looked at", "")
        one.set(xlim=(0, 0.6), ylim=(0, 1.02))
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=8)
    return figure
