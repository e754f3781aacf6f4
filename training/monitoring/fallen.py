"""Is the model worse than it was at training, beyond chance? Asked of every four full weeks that are mature.

Two questions: did the odds save less of the base rate's log loss than on the claims held out at training, and did more
or fewer refusals come than the odds promised? Each block of weeks is asked once, so a year asks thirteen times.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from msgspec import Struct

from models.manifest import Manifest
from training.monitoring.scored import WEEK, Scored
from training.monitoring.signals import Signal
from training.monitoring.skill import losses

BLOCK = 4
"""Weeks that are asked together."""
FEWEST = 100
"""Known claims of a block below which nothing is asked."""
BEYOND = 3.3
"""Standard errors beyond which a difference is told: one block in a thousand by chance, or two."""
OFF = 0.25
"""How far the refusals must be from what was promised, as a share of it, to matter."""
LOST = 0.25
"""How much of its gain the model must have lost, as a share of it, to matter."""


class Block(Struct, frozen=True):
    """Four weeks of matured claims, held against training."""

    first: date
    """The Monday of the first week."""
    known: int
    denied: float
    promised: float
    gain: float
    below: float
    """How many standard errors the gain lies below that at training."""
    off: float
    """How many standard errors more refusals came than were promised."""


def blocks(scored: Scored, manifest: Manifest) -> Iterator[Block]:
    """The blocks of full, mature weeks since training ended, in order."""
    weeks = np.unique(scored.weeks)[1:]  # the first one began before training ended, or may have
    young = set(scored.weeks[scored.young].tolist())
    mature = [week for week in weeks.tolist() if week not in young]
    last = mature[-1] if mature else 0
    for begin in range(weeks[0] if len(weeks) else 0, last + 1, BLOCK * WEEK):
        those = set(range(begin, begin + BLOCK * WEEK, WEEK))
        if young & those or begin + (BLOCK - 1) * WEEK > last:
            return
        one = _block(scored.only(np.isin(scored.weeks, list(those)) & scored.known), begin, manifest)
        if one is not None:
            yield one


def _block(known: Scored, begin: int, manifest: Manifest) -> Block | None:
    count = len(known.p)
    if count < FEWEST:
        return None
    ours = losses(known.p, known.denied)
    base = losses(np.full(count, manifest.base_rate), known.denied)
    gain = float(1 - ours.sum() / base.sum())
    # A ratio of sums: its error by the deltas of the claims, for the block and for the claims held out at training.
    spread = float(np.std(ours - (1 - gain) * base) / base.mean())
    error = spread * math.sqrt(1 / count + 1 / max(manifest.metrics.get("claims", count), 1.0))
    promised = float(known.p.sum())
    deviation = math.sqrt(float((known.p * (1 - known.p)).sum()))
    return Block(
        first=date.fromordinal(begin),
        known=count,
        denied=float(known.denied.mean()),
        promised=promised / count,
        gain=gain,
        below=(manifest.metrics.get("gain", gain) - gain) / error if error else 0.0,
        off=(float(known.denied.sum()) - promised) / deviation if deviation else 0.0,
    )


def signals(found: list[Block], manifest: Manifest, days_until_mature: int) -> Iterator[Signal]:
    """The blocks that are worse than at training, beyond chance and by enough to matter."""
    trained = manifest.metrics.get("gain", 0.0)
    for one in found:
        known = one.first + timedelta(days=BLOCK * WEEK + days_until_mature)
        weeks = f"the four weeks from {one.first}"
        if one.below > BEYOND and trained - one.gain > LOST * abs(trained):
            says = (
                f"in {weeks} the odds saved {one.gain:.0%} of the base rate's log loss, {trained:.0%} at training: "
                f"{one.below:.1f} standard errors less"
            )
            yield Signal("skill", "gain", known, says)
        if abs(one.off) > BEYOND and abs(one.denied - one.promised) > OFF * one.promised:
            says = (
                f"in {weeks} {one.denied:.1%} were refused, {one.promised:.1%} promised: "
                f"{abs(one.off):.1f} standard errors {'more' if one.off > 0 else 'less'}"
            )
            yield Signal("calibration", "refusals", known, says)
