"""Fit on what came first, calibrate on what came later, measure on what came last; then move all of it on in time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from training.fit import Fitted, calibrated, fit
from training.frame import Frame, forgetful, joined
from training.office_files import TrainingDataError
from training.others import others
from training.parameters import DEFAULTS, Parameters

FIT, CALIBRATE = 0.7, 0.15
"""Shares of the matured claims, in order of time: to fit on, and to calibrate on; the rest measures."""
FEWEST_IN_A_PART = 15
"""Claims below which a part of them neither calibrates nor measures."""


class Settled(Struct, frozen=True):
    """Hazards that were fitted and calibrated, and the claims that each step took."""

    measured: Fitted
    """Fitted on ``early`` and calibrated on ``middle``: it may be measured on ``late``."""
    final: Fitted
    """The same moved on in time: fitted on all, calibrated on how fits to what came before met ``middle`` and ``late``.
    """
    early: Frame
    middle: Frame
    late: Frame


def settle(
    frame: Frame,
    strangers: Sequence[Frame] = (),
    *,
    seed: int,
    threads: int,
    parameters: Parameters = DEFAULTS,
) -> Settled:
    """Fit and calibrate on a frame of matured, answered claims.

    Args:
        frame: the office's own claims.
        strangers: claims of other offices to learn from too: the first calibrates, the others are fitted on.
        seed: of LightGBM's random choices.
        threads: how many hazards are fitted side by side; the result does not depend on it.
        parameters: how the hazards are fitted.

    Raises:
        TrainingDataError: the claims stand on too few days, or none was refused.
    """
    early, middle, late = split(frame)
    if min(len(part.starts) for part in (early, middle, late)) < FEWEST_IN_A_PART:
        raise TrainingDataError(
            f"the {len(frame.starts)} claims that can be learnt from were sent on {len(np.unique(frame.days))} days: "
            "too few to fit, calibrate and measure on different ones; add older 837 and 835 files"
        )
    # Strangers are there to teach what to say without a history; lines of other offices show what one is worth.
    beside = None if strangers else others()
    try:
        first = joined([forgetful(early, seed), *strangers[1:]])
        measured = fit(first, seed=seed, threads=threads, beside=beside, parameters=parameters)
        met = joined([middle, *strangers[:1]])
        measured = calibrated(measured, [(measured, met)], parameters.ridge)
        settled = [hazard.name for hazard in measured.hazards]

        def again(part: Frame) -> Fitted:
            told = joined([forgetful(part, seed), *strangers[1:]])
            return fit(told, seed=seed, threads=threads, hazards=settled, beside=beside, parameters=parameters)

        moved_on = again(frame.only(frame.days < late.days[0]))
        # The last fit has seen all claims and would be too sure of them: the two before it stand in for it.
        judged = [(measured, middle), (moved_on, joined([late, *strangers[:1]]))]
        final = calibrated(again(frame), judged, parameters.ridge)
    except ValueError as error:
        raise TrainingDataError(str(error)) from error
    return Settled(measured, final, early, middle, late)


def split(frame: Frame) -> tuple[Frame, Frame, Frame]:
    """Cut a frame by time, never within a day: to fit, to calibrate, to measure."""
    first, second = (frame.days[int(len(frame.days) * share)] for share in (FIT, FIT + CALIBRATE))
    early, late = frame.days < first, frame.days >= second
    return frame.only(early), frame.only(~early & ~late), frame.only(late)
