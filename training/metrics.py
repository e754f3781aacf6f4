"""How good odds are, held against what happened."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.odds import Array
from training.calibration import log_loss

Labels = npt.NDArray[np.bool_]

BINS = 15


def measure(p: Array, denied: Labels, dollars: Array, base_rate: float) -> dict[str, float]:
    """The usual figures for claims with odds ``p``.

    Args:
        p: probability of refusal of each claim.
        denied: whether it was refused.
        dollars: refused charge of each claim.
        base_rate: the share refused among the claims that were learnt from: what one would say without a model.

    Returns:
        ``claims``, ``denied`` (share), ``log_loss`` and ``log_loss_base_rate`` (nats), ``gain`` (the share of the base
        rate's log loss that the model saves), ``auroc``, ``auprc``, ``calibration_error``, and of the riskiest tenth
        ``denials_in_top_tenth`` and ``dollars_in_top_tenth`` (shares of all). A figure that needs both classes is left
        out where there is but one.
    """
    found = {"claims": float(len(p)), "denied": float(denied.mean()) if len(p) else 0.0}
    if not len(p):
        return found
    base = log_loss(np.full(len(p), base_rate), denied)
    found |= {"log_loss": log_loss(p, denied), "log_loss_base_rate": base, "calibration_error": off(p, denied)}
    if 0 < denied.sum() < len(p):
        top = np.argsort(-p, kind="stable")[: max(1, len(p) // 10)]
        found |= {
            "gain": 1 - found["log_loss"] / base,
            "auroc": auroc(p, denied),
            "auprc": auprc(p, denied),
            "denials_in_top_tenth": float(denied[top].sum() / denied.sum()),
            "dollars_in_top_tenth": float(dollars[top].sum() / max(dollars.sum(), 1e-9)),
        }
    return found


def off(p: Array, denied: Labels, bins: int = BINS) -> float:
    """Expected calibration error: mean distance of promised and met rate over bins of equal size."""
    groups = [group for group in np.array_split(np.argsort(p, kind="stable"), bins) if len(group)]
    return float(sum(len(group) * abs(p[group].mean() - denied[group].mean()) for group in groups) / len(p))


def auroc(p: Array, denied: Labels) -> float:
    """The probability that a refused claim stands above a paid one; ties count half (Mann-Whitney)."""
    values, inverse, counts = np.unique(p, return_inverse=True, return_counts=True)
    assert len(values)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    positives = int(denied.sum())
    return float((ranks[denied].sum() - positives * (positives + 1) / 2) / (positives * (len(p) - positives)))


def auprc(p: Array, denied: Labels) -> float:
    """Average precision: the mean precision at each refused claim, the riskiest first; ties are taken together."""
    order = np.argsort(-p, kind="stable")
    hits, last = np.cumsum(denied[order]), np.append(np.diff(p[order]) != 0, True)
    found, seen = hits[last], np.flatnonzero(last) + 1
    return float((np.diff(np.append(0, found)) * (found / seen)).sum() / denied.sum())
