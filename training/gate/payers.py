"""Is any payer worse off?"""

from __future__ import annotations

import numpy as np

from training.clusters import mean_of
from training.gate.better import losses
from training.gate.checked import Checked, Figure
from training.gate.draws import Z, chance_above, holm
from training.gate.window import Window

ENOUGH = 300
"""Claims of the window from which on a payer is looked at by itself."""


def payers(window: Window) -> Checked:
    """No payer's log loss has risen beyond chance; each payer that has claims enough is asked (Holm)."""
    assert window.champion is not None
    lost = losses(window.challenger.p, window.denied) - losses(window.champion.p, window.denied)
    of = np.array([claim.payer.id for claim in window.claims])
    names, counts = np.unique(of, return_counts=True)
    asked = [str(name) for name, count in zip(names, counts, strict=True) if count >= ENOUGH]
    found = [mean_of(lost, of == name, window.patients) for name in asked]
    worse = holm([chance_above(mean, error, 0.0) for mean, error in found])
    figures = tuple(
        Figure(name, mean, mean - Z * error, mean + Z * error) for name, (mean, error) in zip(asked, found, strict=True)
    )
    told = [
        f"payer {one.name}: log loss {one.value:+.4f} nats a claim (90 % interval {one.low:+.4f} to {one.high:+.4f}, "
        f"{(of == one.name).sum():,} claims)"
        for one, bad in zip(figures, worse, strict=True)
        if bad
    ]
    if told:
        return Checked("payers", passed=False, figures=figures, words=f"worse than the champion at {'; '.join(told)}")
    words = (
        f"none of {len(asked)} payers with {ENOUGH} or more claims is worse off"
        if asked
        else (f"no payer has {ENOUGH} claims in the window: none was looked at by itself")
    )
    return Checked("payers", passed=True, figures=figures, words=words)
