"""From the raw scores of lines to the odds of lines, claims and refusal codes.

A line's P(denied) = 1 - Π over hazards (1 - p). A claim is denied when one of its lines is: under each hazard its lines
share one fate to the degree ``together``, from independence (1 - Π (1 - p)) to the riskiest line alone (max p).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from models import compiled
from models.manifest import Hazard, Platt

Array = npt.NDArray[np.float64]

FARTHEST = -40.0
"""Log-odds below which a probability is what it is there; so far above 0 it is 1 in any case."""

SMALLEST = 1e-6
"""No probability is nearer to 0 or 1: no evidence is that strong, and its log-odds stay finite."""

NEARLY_CERTAIN = 1 - 1e-12
"""What is likelier than this counts as this: the log of what is left stays finite."""


class Odds(Struct, frozen=True):
    """The odds of one claim."""

    claim: float
    """Calibrated probability that one line or more is refused; at least that of its riskiest line."""
    lines: tuple[float, ...]
    """Calibrated probability of each line's refusal, in the order of the rows."""
    codes: dict[str, float]
    """Group and CARC: the probability that the claim meets this refusal; the likeliest first."""
    hazards: dict[str, float]
    """Kind of refusal: the probability that the claim meets it, before the claim's own calibration."""


def logit(p: Array) -> Array:
    """Log-odds, with p kept off 0 and 1."""
    p = _within(p, SMALLEST, 1 - SMALLEST)
    return np.log(p) - np.log1p(-p)


def expit(x: Array) -> Array:
    """Probability of log-odds."""
    return np.asarray(1.0 / (np.exp(-np.maximum(x, FARTHEST)) + 1.0))


def _within(x: Array, low: float, high: float) -> Array:
    """As ``np.clip``, in a third of its time where there is little to clip."""
    return np.minimum(np.maximum(x, low), high)


def calibrate(p: Array, by: Platt) -> Array:
    """Probabilities after a straight line in log-odds."""
    return calibrated(p, by.slope, by.intercept)


def calibrated(p: Array, slope: Array | float, intercept: Array | float) -> Array:
    """The same, each after a line of its own."""
    return _within(expit(slope * logit(p) + intercept), SMALLEST, 1 - SMALLEST)


def line_hazards(raw: Array, hazards: Sequence[Hazard]) -> Array:
    """Probability of each hazard at each line, shape (lines, hazards), from raw scores of that shape."""
    slopes, intercepts = straight(hazards)
    return expit(raw * slopes + intercepts)


def straight(hazards: Sequence[Hazard]) -> tuple[Array, Array]:
    """The slopes and intercepts of the hazards' calibrations."""
    return (
        np.array([hazard.calibration.slope for hazard in hazards]),
        np.array([hazard.calibration.intercept for hazard in hazards]),
    )


def any_of(p: Array, axis: int) -> Array:
    """Probability that one or more of independent events happens, along an axis."""
    return np.asarray(-np.expm1(_none(p).sum(axis=axis)))


def _none(p: Array) -> Array:
    """Logs of the probabilities that events do not happen."""
    return np.log1p(-np.minimum(p, NEARLY_CERTAIN))


def claim_hazards(p: Array, starts: npt.NDArray[np.intp], together: Array) -> Array:
    """Probability of each hazard at each claim, shape (claims, hazards).

    ``p`` has the shape (lines, hazards), the lines of a claim standing together; ``starts`` is each claim's first row.
    """
    return _at_claims(p, _none(p), starts, together)


class Composed(NamedTuple):
    """The odds of several claims, whose lines stand together."""

    at_lines: Array
    """Probability of each hazard at each line, shape (lines, hazards)."""
    at_claims: Array
    """The same at each claim, shape (claims, hazards)."""
    met: Array
    """Probability that any hazard is met: at each claim, then at each line."""
    calibrated: Array
    """The same, calibrated."""


class Composing:
    """From raw scores to odds, with the calibrations of one model. Nothing of it changes."""

    def __init__(self, hazards: Sequence[Hazard], claims: Platt, lines: Platt) -> None:
        self._slopes, self._intercepts = straight(hazards)
        self._together = np.array([hazard.together for hazard in hazards])
        self._by = np.array([[claims.slope, lines.slope], [claims.intercept, lines.intercept]])

    def composed(self, raw: Array, starts: npt.NDArray[np.intp]) -> Composed:
        """The odds, from raw scores of the shape (lines, hazards); ``starts`` is each claim's first row, in order.

        Raises:
            ValueError: a claim has no line.
        """
        (lines, hazards), claims = raw.shape, len(starts)
        if compiled.chances is not None:
            sizes = (lines, hazards), (claims, hazards), claims + lines, claims + lines
            out = Composed(*map(np.empty, sizes))
            kept = np.ascontiguousarray(raw)
            compiled.chances.composed(kept, starts, self._slopes, self._intercepts, self._together, self._by, *out)
            return out
        at_lines = expit(raw * self._slopes + self._intercepts)
        none = _none(at_lines)
        at_claims = _at_claims(at_lines, none, starts, self._together)
        # Claims and lines in one go, since each call of numpy costs as much as ten numbers.
        met = -np.expm1(np.add.reduce(np.concatenate([_none(at_claims), none]), axis=1))
        return Composed(at_lines, at_claims, met, calibrated(met, *self._by.repeat((claims, lines), axis=1)))


def _at_claims(p: Array, none: Array, starts: npt.NDArray[np.intp], together: Array) -> Array:
    apart = -np.expm1(np.add.reduceat(none, starts, axis=0))
    return np.asarray(together * np.maximum.reduceat(p, starts, axis=0) + (1 - together) * apart)
