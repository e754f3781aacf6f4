"""Plots of a training, drawn from the held-out claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from training.trained import Trained

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_IMPORTANT = 30


def plots(trained: Trained) -> dict[str, Figure]:
    """Calibration, precision and recall, gain, and importance, by name."""
    p, denied = np.array(trained.held_out.odds), np.array(trained.held_out.denied)
    names, gains = importance(trained)
    return {
        "calibration": _calibration(p, denied),
        "precision_recall": _precision_recall(p, denied),
        "gain": _gain(p, denied),
        "importance": _importance(names, gains),
    }


def importance(trained: Trained) -> tuple[list[str], list[float]]:
    """Features by the training loss that their splits saved, over all hazards: names and shares, greatest first."""
    total = dict.fromkeys(trained.bundle.feature_names, 0.0)
    for text in trained.bundle.models.values():
        _, _, table = text.partition("\nfeature_importances:\n")
        for line in table.partition("\n\n")[0].splitlines():
            name, _, gain = line.partition("=")
            total[name] += float(gain)
    whole = sum(total.values()) or 1.0
    ranked = sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))
    return [name for name, _ in ranked], [gain / whole for _, gain in ranked]


def _calibration(p: np.ndarray, denied: np.ndarray) -> Figure:
    figure, axes = _axes("Promised and met", "promised probability of refusal", "share refused")
    groups = [group for group in np.array_split(np.argsort(p), 15) if len(group)]
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    axes.plot([p[group].mean() for group in groups], [denied[group].mean() for group in groups], marker="o")
    return figure


def _precision_recall(p: np.ndarray, denied: np.ndarray) -> Figure:
    figure, axes = _axes("Precision and recall", "share of refusals found", "share of found that are refusals")
    hits = np.cumsum(denied[np.argsort(-p, kind="stable")])
    axes.plot(hits / max(denied.sum(), 1), hits / np.arange(1, len(p) + 1))
    axes.axhline(denied.mean(), color="0.7", linewidth=1)
    return figure


def _gain(p: np.ndarray, denied: np.ndarray) -> Figure:
    figure, axes = _axes("Gain", "share of claims looked at, riskiest first", "share of refusals among them")
    hits = np.cumsum(denied[np.argsort(-p, kind="stable")])
    axes.plot(np.arange(1, len(p) + 1) / len(p), hits / max(denied.sum(), 1))
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    return figure


def _importance(names: list[str], gains: list[float]) -> Figure:
    figure, axes = _axes("What the model looks at", "share of the loss that its splits save", "", height=8)
    shown = slice(MOST_IMPORTANT - 1, None, -1)
    axes.barh(names[:MOST_IMPORTANT][shown], gains[:MOST_IMPORTANT][shown])
    return figure


def _axes(title: str, x: str, y: str, height: float = 5) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow to import

    figure = Figure(figsize=(6, height), layout="constrained")
    axes = figure.subplots()
    axes.set(title=title, xlabel=x, ylabel=y)
    return figure, axes
