"""The figures of a run: by part of the history, by payer, by kind of claim, and of the looks; under names that sort."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

import numpy as np
from msgspec import Struct

from models.odds import Array
from training.frame import Frame
from training.metrics import Labels, measure
from training.review import by_threshold, looks
from training.trained import Trained

OF_A_PART = ("gain", "log_loss", "auroc", "auprc", "calibration_error", "denied", "promised", "claims")
OF_A_GROUP = ("gain", "auroc", "denied", "promised", "claims")
"""A calibration error over a few dozen claims is mostly chance; promised and met rate say more."""
LATEST = 10_000
"""Claims of a part that are scored again for its figures, at most: the latest."""
ENOUGH, LARGEST = 40, 20
"""Held-out claims from which on a group has figures of its own, and how many groups have, the largest first."""
OTHERS = "others"
"""The groups that are too small for figures of their own, together."""

Figures = dict[str, float]


class Part(Struct, frozen=True):
    """A part of the history: between which days its claims were sent, and how the measured model does on it."""

    claims: list[int]
    """Which claims of the files."""
    first: date
    last: date
    figures: Figures


def parts(trained: Trained) -> dict[str, Part]:
    """What was fitted on, what calibrated and what measured, in this order.

    Only the last is unseen: what the model does better on the first is what it has learnt by heart.
    """
    settled = trained.settled
    found = {"fit": settled.early, "calibrate": settled.middle, "holdout": settled.late}
    return {
        name: Part(
            frame.claims.tolist(),
            date.fromordinal(int(frame.days.min())),
            date.fromordinal(int(frame.days.max())),
            _held_out(trained) if name == "holdout" else _again(trained, frame),
        )
        for name, frame in found.items()
    }


def by_payer(trained: Trained) -> dict[str, Figures]:
    """Figures of the hold-out by payer id, the largest first."""
    return _by(trained, [trained.files.claims[at].payer.id for at in trained.held_out.claims])


def by_claim_type(trained: Trained) -> dict[str, Figures]:
    """Figures of the hold-out by kind of claim, the largest first."""
    return _by(trained, [trained.files.claims[at].claim_type for at in trained.held_out.claims])


def metrics(trained: Trained, told: dict[str, Part]) -> Figures:
    """All figures of a run, as MLflow takes them.

    Its pages group them by what stands before the last slash, in order of the alphabet: hold-out first, and what the
    model has seen last.
    """
    chosen = looks(trained.held_out, trained.bundle.review, by_threshold(trained.held_out, trained.bundle.review))
    groups: dict[str, Figures] = {
        "holdout": told["holdout"].figures,
        "seen/calibrate": told["calibrate"].figures,
        "seen/fit": told["fit"].figures,
        **{f"kind/{kind}": one for kind, one in by_claim_type(trained).items()},
        **{f"payer/{as_name(payer)}": one for payer, one in by_payer(trained).items()},
        "review": {
            "looked_at": chosen.share,
            "refused_of_these": chosen.refused,
            "refusals_caught": chosen.caught,
            "dollars_caught": chosen.dollars_caught,
            "net_dollars_per_1000_claims": chosen.net_per_thousand,
        },
        "labels": trained.report,
    }
    for payer, days in trained.mature_after.items():
        if (name := f"payer/{as_name(payer)}") in groups:
            groups[name] = {**groups[name], "days_until_mature": float(days)}
    return {f"{group}/{name}": value for group, one in groups.items() for name, value in one.items()}


def as_name(payer: str) -> str:
    """A payer id as part of a name, where MLflow takes few characters and no empty parts."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", payer) or "no_id"


def base_rate(trained: Trained) -> float:
    """The share refused of the claims that the measured model was fitted on: what one would say without a model."""
    return float(trained.settled.early.denied().mean())


def _held_out(trained: Trained) -> Figures:
    found = {**trained.metrics, "promised": round(float(np.mean(trained.held_out.odds)), 6)}
    return {name: found[name] for name in (*OF_A_PART, *found) if name in found}


def _again(trained: Trained, frame: Frame) -> Figures:
    """Figures of claims that the measured model has seen."""
    chosen = np.arange(len(frame.starts)) >= len(frame.starts) - LATEST
    frame = frame.only(chosen)
    p = trained.settled.measured.odds(frame)
    return _figures(trained, p, frame.denied(), frame.claims.tolist(), OF_A_PART)


def _by(trained: Trained, names: list[str]) -> dict[str, Figures]:
    counts = Counter(names)
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    own = {name for name in ranked[:LARGEST] if counts[name] >= ENOUGH}
    if len(counts) - len(own) == 1:
        own = set(counts)  # the only other one needs no other name
    told = np.array([name if name in own else OTHERS for name in names])
    p, denied, claims = (np.array(x) for x in (trained.held_out.odds, trained.held_out.denied, trained.held_out.claims))
    order = [name for name in ranked if name in own] + [OTHERS] * (len(own) < len(counts))
    return {
        name: _figures(trained, p[told == name], denied[told == name], claims[told == name].tolist(), OF_A_GROUP)
        for name in order
    }


def _figures(trained: Trained, p: Array, denied: Labels, claims: Sequence[int], wanted: Sequence[str]) -> Figures:
    outcomes = [trained.files.outcomes[at] for at in claims]
    dollars = np.array([float(outcome.denied_charge) if outcome else 0.0 for outcome in outcomes])
    found = {**measure(p, denied, dollars, base_rate(trained)), "promised": float(p.mean())}
    return {name: round(found[name], 6) for name in wanted if name in found}
