"""Turn scores into probabilities that come true, on data later than that which the scores were fitted on."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.manifest import Platt
from models.odds import Array, expit
from training.parameters import DEFAULTS


def platt(x: Array, y: npt.NDArray[np.bool_], ridge: float = DEFAULTS.ridge) -> Platt:
    """The straight line in log-odds under which the outcomes ``y`` are likeliest, by Newton's method.

    Targets are not smoothed; a ``ridge`` towards slope 1 and intercept 0 lets a few dozen refusals of one kind move
    little, and keeps the fit finite where one class is missing. A slope that would turn the order round is not
    accepted: then only the intercept moves.
    """
    design = np.column_stack([x, np.ones_like(x)])
    fitted = _newton(design, y, np.array([1.0, 0.0]), ridge)
    if fitted[0] <= 0.05:  # noqa: PLR2004 - no order left to keep
        fitted = np.append(1.0, _newton(design[:, 1:], y, np.zeros(1), ridge, x))
    return Platt(round(float(fitted[0]), 9), round(float(fitted[1]), 9))


def _newton(design: Array, y: npt.NDArray[np.bool_], start: Array, ridge: float, offset: Array | float = 0.0) -> Array:
    weights = start.copy()
    for _ in range(50):
        p = expit(design @ weights + offset)
        gradient = design.T @ (p - y) + ridge * (weights - start)
        curvature = (design * (p * (1 - p))[:, None]).T @ design + ridge * np.eye(len(start))
        step = np.linalg.solve(curvature, gradient)
        weights = weights - np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < 1e-10:  # noqa: PLR2004 - converged
            break
    return weights


def losses(p: Array, y: npt.NDArray[np.bool_]) -> Array:
    """Negative log-likelihood of each outcome in nats, with p kept off 0 and 1 by 1e-5."""
    p = np.clip(p, 1e-5, 1 - 1e-5)
    return np.asarray(-np.where(y, np.log(p), np.log1p(-p)))


def log_loss(p: Array, y: npt.NDArray[np.bool_]) -> float:
    """The mean of :func:`losses`."""
    return float(losses(p, y).mean())
