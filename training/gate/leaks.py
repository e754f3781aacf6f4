"""Alarms for knowledge of the future: in the history, in a feature, in odds that are too good to be true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

import features
from models import Bundle
from rules import office_rules
from training.clusters import weights
from training.gate.better import losses
from training.gate.checked import Checked, Figure
from training.gate.draws import interval
from training.gate.window import Window
from training.metrics import auroc
from training.office_files import Files, digest

TOO_GOOD = 0.9
"""AUROC above which odds, or one feature alone, are taken for a leak. Published figures on real claims lie between 0.76
and 0.83."""
APART = 0.1
"""Shares of the base rate's log loss by which the hold-out may differ from the window, beyond chance."""
DRAWS = 300
SHOWN = 3


def history(challenger: Bundle, files: Files) -> Checked:
    """The history and the claims learnt from end on the day on which the model says that its training ended."""
    said = challenger.trained_through
    faults = []
    last = last_answer(challenger)
    if last is not None and last > said:
        faults.append(f"its history holds answers dated {last}")
    used = int(challenger.manifest.data.get("claims", 0))
    same = 0 < used <= len(files.claims) and digest(files.claims[:used]) == challenger.manifest.data.get(
        "sha256_claims"
    )
    sent = files.claims[used - 1].submission_date if same else None
    if sent is not None and sent > said:
        faults.append(f"it was trained on claims sent on {sent}")
    if faults:
        words = (
            f"the model says that its training ended on {said}, but {' and '.join(faults)}: it knows answers of the "
            "claims that judge it; train it anew with --as-of"
        )
        return Checked("history", passed=False, figures=(), words=words)
    told = "; its claims are these files', by their digest" if same else ""
    latest = f"the last answer in its history is dated {last}" if last else "its history is empty"
    return Checked("history", passed=True, figures=(), words=f"{latest}, training ended on {said}{told}")


def last_answer(bundle: Bundle) -> date | None:
    """The day of the last answer that a bundle's history knows; ``None`` where it knows none."""
    days = [
        float(table[:, 0].max())
        for name, table in bundle.tables.items()
        if name.endswith(".cells") and name != "record.cells" and table.ndim == 2 and len(table)  # noqa: PLR2004
    ]
    return date.fromordinal(int(max(days))) if days else None


def known_features(challenger: Bundle) -> Checked:
    """Every column and every rule that the model asks can be computed on the day a claim is sent, by this program."""
    strange = sorted(set(challenger.feature_names) - set(features.names()))
    gone = sorted(set(challenger.rule_ids) - set(office_rules().ids))
    passed = not strange and not gone
    words = f"all {len(challenger.feature_names)} features and {len(challenger.rule_ids)} rules can be asked here"
    if not passed:
        words = f"cannot be computed when a claim is sent: {_some([*strange, *gone])}; train anew with this version"
    return Checked("features", passed, (), words)


def single_features(window: Window) -> Checked:
    """No feature tells the window's refused lines by itself."""
    found = sorted(_alone(window), reverse=True)
    telling = [(name, value) for value, name in found if value > TOO_GOOD]
    figures = tuple(Figure(name, value) for value, name in found[:SHOWN])
    if telling:
        told = ", ".join(f"{name} (AUROC {value:.3f})" for name, value in telling[:SHOWN])
        words = f"tells refused from paid lines all by itself: {told}; it must come from after the answer"
        return Checked("single features", passed=False, figures=figures, words=words)
    best = f"{found[0][1]} tells most by itself, AUROC {found[0][0]:.3f}" if found else "no feature varies"
    return Checked("single features", passed=True, figures=figures, words=f"{best}; up to {TOO_GOOD} is allowed")


def _alone(window: Window) -> Iterator[tuple[float, str]]:
    if 0 < window.fates.sum() < len(window.fates):
        for name, column in zip(features.names(), window.rows.T, strict=True):
            value = auroc(np.nan_to_num(column.astype(np.float64), nan=-np.inf, neginf=-np.inf), window.fates)
            yield max(value, 1 - value), name


def served_as_trained(window: Window, challenger: Bundle) -> Checked:
    """The hold-out of training promised what servers deliver: else training rows and served rows are not the same."""
    promised = challenger.manifest.metrics.get("gain")
    name = "served as trained"
    if promised is None:
        words = "the model tells no gain on claims held out at training to compare with: train it anew on more answers"
        return Checked(name, passed=False, figures=(), words=words)
    base = losses(np.full(len(window.denied), challenger.manifest.base_rate), window.denied)
    ours = losses(window.challenger.p, window.denied)
    drawn = [1 - float(weight @ ours) / float(weight @ base) for weight in weights(window.patients, DRAWS)]
    figure = interval("gain", 1 - float(ours.sum() / base.sum()), drawn)
    assert figure.low is not None
    assert figure.high is not None
    figures = (figure, Figure("gain of its hold-out", promised))
    words = (
        f"it saves {figure.value:.1%} of the base rate's log loss (90 % interval {figure.low:.1%} to "
        f"{figure.high:.1%}), and {promised:.1%} on its hold-out"
    )
    if promised > figure.high + APART:
        words += ": far less than it promised, so that training knew what servers do not"
        return Checked(name, passed=False, figures=figures, words=words)
    if promised < figure.low - APART:
        words += ": far more than it should, so that it knows the claims that judge it"
        return Checked(name, passed=False, figures=figures, words=words)
    return Checked(name, passed=True, figures=figures, words=words)


def _some(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
