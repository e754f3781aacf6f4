"""What more history would bring: the same model fitted on less of it, and measured on the same claims."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from training.fit import Fitted, calibrated, fit
from training.frame import forgetful
from training.metrics import measure
from training.others import others
from training.parameters import DEFAULTS, Parameters
from training.trained import Trained

SHARES = (0.25, 0.5)


class Point(Struct, frozen=True):
    """A model that was fitted on part of the claims."""

    claims: int
    """Fitted on."""
    figures: dict[str, float]
    """Of the hold-out."""


def learning_curve(trained: Trained, *, seed: int, threads: int, parameters: Parameters = DEFAULTS) -> list[Point]:
    """Fit on the latest quarter and half of what was fitted on; the last point is the measured model itself.

    What the features tell of the past is that of the whole history: the trees alone have seen less.
    """
    settled = trained.settled
    kinds = [hazard.name for hazard in settled.measured.hazards]
    found = []
    for share in SHARES:
        days = settled.early.days
        part = settled.early.only(days >= days[int(len(days) * (1 - share))])
        fitted = fit(
            forgetful(part, seed), seed=seed, threads=threads, hazards=kinds, beside=others(), parameters=parameters
        )
        judged = calibrated(fitted, [(fitted, settled.middle)], parameters.ridge)
        found.append(Point(len(part.starts), _figures(trained, judged)))
    return [*found, Point(len(settled.early.starts), trained.metrics)]


def _figures(trained: Trained, fitted: Fitted) -> dict[str, float]:
    late = trained.settled.late
    outcomes = [trained.files.outcomes[at] for at in late.claims.tolist()]
    dollars = np.array([float(outcome.denied_charge) if outcome else 0.0 for outcome in outcomes])
    base_rate = float(trained.settled.early.denied().mean())
    found = measure(fitted.odds(late), late.denied(), dollars, base_rate)
    return {name: round(value, 6) for name, value in found.items()}
