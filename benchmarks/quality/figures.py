"""How good odds are on one office: held against what happened, and against the best that anyone could say."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from benchmarks.quality.truth import Floats, Truth
from training.metrics import auprc, off
from training.skill import skill

ENOUGH = 300
"""Claims from which on a payer is looked at alone."""
DRAWS = 300


class Figures(Struct, frozen=True):
    """The figures of one model on one office."""

    claims: int
    denied: float
    skill: float
    spread: float
    """One bootstrap standard deviation of ``skill``."""
    auroc: float
    oracle_auroc: float
    auprc: float
    oracle_auprc: float
    off: float
    """Calibration error."""
    oracle_off: float
    """What chance alone makes of perfectly calibrated odds."""
    top_tenth: float
    """Share of the refusals among the riskiest tenth."""


class OfPayer(Struct, frozen=True):
    """Calibration at one payer."""

    payer: str
    claims: int
    off: float
    chance: float
    """A perfectly calibrated model of this size stays under it 19 times in 20."""


def figures(truth: Truth, p: Floats) -> Figures:
    """All of them."""
    found = skill(p, truth.oracle, truth.denied, truth.base_rate)
    top = np.argsort(-p, kind="stable")[: max(1, len(p) // 10)]
    return Figures(
        claims=len(p),
        denied=float(truth.denied.mean()),
        skill=found.skill,
        spread=found.spread,
        auroc=found.auroc,
        oracle_auroc=found.oracle_auroc,
        auprc=auprc(p, truth.denied),
        oracle_auprc=auprc(truth.oracle, truth.denied),
        off=found.calibration_error,
        oracle_off=off(truth.oracle, truth.denied),
        top_tenth=float(truth.denied[top].sum() / truth.denied.sum()),
    )


def skill_of(truth: Truth, p: Floats, chosen: npt.NDArray[np.bool_] | None = None) -> float:
    """Skill alone, of all claims or of some."""
    some = np.ones(len(p), dtype=bool) if chosen is None else chosen
    base, ours, best = (
        loss(odds[some], truth.denied[some]).mean() for odds in (np.full(len(p), truth.base_rate), p, truth.oracle)
    )
    return float((base - ours) / (base - best))


def loss(p: Floats, denied: npt.NDArray[np.bool_]) -> Floats:
    """Each claim's log loss in nats."""
    p = np.clip(p, 1e-5, 1 - 1e-5)
    return np.asarray(-np.where(denied, np.log(p), np.log1p(-p)))


def by_payer(truth: Truth, p: Floats) -> list[OfPayer]:
    """Calibration at each payer with enough claims, beside what chance makes of it."""
    rng = np.random.default_rng(0)
    found = []
    for payer in sorted(set(truth.payers.tolist())):
        at = np.flatnonzero(truth.payers == payer)
        if len(at) >= ENOUGH:
            chance = [off(p[at], rng.random(len(at)) < p[at]) for _ in range(DRAWS)]
            found.append(OfPayer(payer, len(at), off(p[at], truth.denied[at]), float(np.quantile(chance, 0.95))))
    return found
