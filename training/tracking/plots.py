"""Plots of a training, drawn from the held-out claims. Each title says what is seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from models.odds import Array
from training.learning_curve import Point
from training.metrics import Labels
from training.page.style import LINE, ONE, QUIET, TWO, axes
from training.review import savings
from training.tracking.figures import by_payer
from training.tracking.plots_shap import shap_summary
from training.trained import Trained

if TYPE_CHECKING:
    from matplotlib.figure import Figure

GROUPS = 10
"""Points of the calibration plot, each of as many claims."""
SURE = 1.96
"""Standard deviations either side that hold 95 %."""


def plots(trained: Trained, curve: Sequence[Point] = ()) -> dict[str, Figure]:
    """The figures of a run, by name."""
    p, denied = np.array(trained.held_out.odds), np.array(trained.held_out.denied)
    found = {
        "calibration": _calibration(p, denied),
        "precision_recall": _precision_recall(p, denied),
        "dollars_caught": _dollars_caught(trained),
        "payers": _payers(trained),
        "shap_summary": shap_summary(trained),
    }
    told = [point for point in curve if "gain" in point.figures]
    return {**found, "learning_curve": _learning_curve(told)} if len(told) > 1 else found


def interval(hits: npt.ArrayLike, of: npt.ArrayLike) -> tuple[Array, Array]:
    """The 95 % interval of a share (Wilson 1927), its bounds within 0 and 1 and around the share."""
    k, n = np.asarray(hits, dtype=np.float64), np.asarray(of, dtype=np.float64)
    middle = (k + SURE**2 / 2) / (n + SURE**2)
    half = SURE / (n + SURE**2) * np.sqrt(k * (n - k) / n + SURE**2 / 4)
    share = k / n  # where it is 0 or 1 the bound is the share itself, but for the last digit of a difference
    return np.clip(middle - half, 0, share), np.clip(middle + half, share, 1)


def _calibration(p: Array, denied: Labels) -> Figure:
    title = f"{len(p):,} claims: {p.mean():.1%} promised to be refused, {denied.mean():.1%} were; 95 % intervals"
    figure, at = axes(title, "promised probability of refusal", "share refused", height=4.2)
    groups = [group for group in np.array_split(np.argsort(p, kind="stable"), GROUPS) if len(group)]
    promised = np.array([p[group].mean() for group in groups])
    hits, of = (np.array([f(group) for group in groups]) for f in (lambda g: denied[g].sum(), len))
    low, high = interval(hits, of)
    met = hits / of
    end = float(max(promised.max(), high.max())) * 1.05
    at.plot([0, end], [0, end], color=LINE, linewidth=1)
    at.errorbar(promised, met, (met - low, high - met), fmt="o", color=ONE, elinewidth=1, capsize=2)
    at.set(xlim=(0, end), ylim=(0, end))
    beside = at.inset_axes((0.06, 0.72, 0.34, 0.24))
    beside.hist(p, bins=np.linspace(0, end, 41).tolist(), color=ONE, alpha=0.5)
    beside.set_title("claims by promise", color=QUIET, fontsize=8.5)
    beside.spines[:].set_visible(False)
    beside.tick_params(labelsize=7.5, color=LINE, labelcolor=QUIET)
    return figure


def _precision_recall(p: Array, denied: Labels) -> Figure:
    order = np.argsort(-p, kind="stable")
    hits = np.cumsum(denied[order])
    found, right = hits / max(denied.sum(), 1), hits / np.arange(1, len(p) + 1)
    half = right[np.searchsorted(found, 0.5)] if denied.any() else 0.0
    title = f"To find half of the refusals, {half:.0%} of the claims pointed at are refusals"
    figure, at = axes(title, "share of refusals found", "share of those pointed at that are refusals", height=4.2)
    at.plot(found, right, color=ONE)
    at.axhline(float(denied.mean()), color=LINE, linewidth=1)
    at.annotate("pointing at random", (1, float(denied.mean())), ha="right", va="bottom", color=QUIET)
    at.set(xlim=(0, 1), ylim=(0, 1))
    return figure


def _dollars_caught(trained: Trained) -> Figure:
    held_out = trained.held_out
    dollars = np.array(held_out.refused)
    shares = np.arange(len(dollars) + 1) / max(len(dollars), 1)
    by_saving = _caught(dollars, savings(held_out, trained.bundle.review))
    tenth = by_saving[round(len(dollars) / 10)]
    title = f"A look at one claim in ten sees {tenth:.0%} of the refused dollars"
    figure, at = axes(title, "share of claims looked at", "share of refused dollars among them", height=4.2)
    at.plot(shares, by_saving, color=ONE, label="those first whose look is expected to save most")
    at.plot(shares, _caught(dollars, np.array(held_out.odds)), color=TWO, label="the likeliest refusals first")
    at.plot(shares, _caught(dollars, dollars), color=QUIET, linewidth=1, linestyle=":", label="if one knew")
    at.plot([0, 1], [0, 1], color=LINE, linewidth=1, label="at random")
    at.set(xlim=(0, 1), ylim=(0, 1.01))
    at.legend(loc="lower right")
    return figure


def _caught(dollars: Array, rank: Array) -> Array:
    """The share of all dollars among the first claims, for each number of them from 0."""
    return np.append(0.0, np.cumsum(dollars[np.argsort(-rank, kind="stable")])) / max(float(dollars.sum()), 1e-9)


def _payers(trained: Trained) -> Figure:
    told = by_payer(trained)
    claims, met, promised = (
        np.array([one[name] for one in told.values()]) for name in ("claims", "denied", "promised")
    )
    low, high = interval(met * claims, claims)
    outside = int(((promised < low) | (promised > high)).sum())
    title = f"Promised and met by payer: {outside or 'none'} of {len(told)} outside of chance"
    figure, at = axes(title, "share refused, with 95 % interval", height=1.2 + 0.32 * len(told))
    places = np.arange(len(told))[::-1]
    at.errorbar(met, places, xerr=(met - low, high - met), fmt="o", color=ONE, elinewidth=1, capsize=2, label="met")
    at.plot(promised, places, "D", color=TWO, markersize=5, label="promised")
    at.set_yticks(places, [f"{payer} ({n:,.0f} claims)" for payer, n in zip(told, claims, strict=True)])
    at.set_xlim(left=0)
    at.legend()
    return figure


def _learning_curve(curve: Sequence[Point]) -> Figure:
    claims, gains = [point.claims for point in curve], [point.figures["gain"] for point in curve]
    more = gains[-1] - gains[-2]
    title = f"Twice the claims to learn from: {more:+.3f} of the base rate's loss saved"
    figure, at = axes(title, "claims fitted on", "share of the base rate's log loss saved")
    at.plot(claims, gains, marker="o", color=ONE)
    at.set_xlim(left=0)
    at.set_ylim(min(0.0, *gains), max(gains) * 1.15)
    return figure
