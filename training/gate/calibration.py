"""Do the challenger's odds come true?"""

from __future__ import annotations

import numpy as np

from training.clusters import weights
from training.gate.checked import Checked, Figure
from training.gate.draws import LEVEL, interval
from training.gate.window import Window
from training.metrics import off

TOLERANCE = 0.02
"""Calibration error beyond what chance gives: payers move while a model is in use, and two points change no look."""
DRAWS = 300


def calibration(window: Window) -> Checked:
    """The error is within what chance gives to true odds on as many claims, and the tolerance."""
    p, denied = window.challenger.p, window.denied
    rng = np.random.default_rng(0)
    chance = float(np.quantile([off(p, rng.random(len(p)) < p) for _ in range(DRAWS)], 1 - LEVEL))
    found = off(p, denied)
    drawn = []
    for weight in weights(window.patients, DRAWS):
        taken = np.repeat(np.arange(len(p)), weight.astype(np.intp))
        drawn.append(off(p[taken], denied[taken]))
    limit = chance + TOLERANCE
    figure = interval("calibration error", found, drawn)
    return Checked(
        "calibration",
        found <= limit,
        (figure, Figure("limit", limit), Figure("promised", float(p.mean())), Figure("met", float(denied.mean()))),
        f"promised and met rates are {found:.3f} apart ({p.mean():.1%} of claims promised, {denied.mean():.1%} met); "
        f"up to {limit:.3f} is allowed: {chance:.3f} that chance gives to {len(p):,} claims, and {TOLERANCE}",
    )
