"""Is the model worse than it was at training, beyond chance? Asked of every four full weeks that are mature.

Two questions: did the odds save less of the base rate's log loss than on the claims held out at training, and did more
or fewer refusals come than the odds promised? Each block of weeks is asked once, so a year asks thirteen times.

Claims of one patient, and claims that a payer answers on one day, go together: a block is as sure as it has of these.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
from msgspec import Struct

from models.manifest import Manifest
from training.clusters import error_of
from training.monitoring.scored import WEEK, Scored
from training.monitoring.signals import Signal
from training.monitoring.skill import losses

BLOCK = 4
"""Weeks that are asked together."""
FEWEST = 100
"""Known claims of a block below which nothing is asked."""
CHANCE = 0.0005
"""Of a difference that is told, how likely one as large is by chance, in its direction; 3.3 standard errors where they
are known, more where they are estimated from few patients and remittances (Student)."""
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
    limit: float
    """Standard errors beyond which a difference is told."""
    mature: date
    """The day on which the last of its claims was old enough, and its last week over."""


def blocks(scored: Scored, manifest: Manifest, through: date) -> Iterator[Block]:
    """The blocks of full, mature weeks since training ended, in order.

    Args:
        scored: the claims.
        manifest: of the model.
        through: the last day; a week that ends after it is not full yet.
    """
    weeks = np.unique(scored.weeks)[1:]  # the first one began before training ended, or may have
    young = set(scored.weeks[scored.young].tolist())
    mature = [week for week in weeks.tolist() if week not in young and week + WEEK - 1 <= through.toordinal()]
    last = mature[-1] if mature else 0
    for begin in range(weeks[0] if len(weeks) else 0, last + 1, BLOCK * WEEK):
        those = set(range(begin, begin + BLOCK * WEEK, WEEK))
        if young & those or begin + (BLOCK - 1) * WEEK > last:
            return
        one = _block(scored.only(np.isin(scored.weeks, list(those))), begin, manifest)
        if one is not None:
            yield one


def _block(sent: Scored, begin: int, manifest: Manifest) -> Block | None:
    known = sent.only(sent.known)
    count = len(known.p)
    if count < FEWEST:
        return None
    ours = losses(known.p, known.denied)
    base = losses(np.full(count, manifest.base_rate), known.denied)
    gain = float(1 - ours.sum() / base.sum())
    # A ratio of sums: its error by the deltas of the claims, for the block and for the claims held out at training.
    error = error_of(ours - (1 - gain) * base, known.patients, known.remits) / float(base.mean())
    error *= math.sqrt(1 + count / max(manifest.metrics.get("claims", count), 1.0))
    promised, denied = float(known.p.mean()), float(known.denied.mean())
    exact = math.sqrt(float((known.p * (1 - known.p)).sum())) / count
    deviation = max(exact, error_of(known.denied - known.p, known.patients, known.remits))
    return Block(
        first=date.fromordinal(begin),
        known=count,
        denied=denied,
        promised=promised,
        gain=gain,
        below=(manifest.metrics.get("gain", gain) - gain) / error if error else 0.0,
        off=(denied - promised) / deviation if deviation else 0.0,
        limit=_limit(known),
        mature=date.fromordinal(max(int(sent.mature.max()), begin + BLOCK * WEEK - 1)),
    )


def _limit(known: Scored) -> float:
    from scipy.stats import t  # noqa: PLC0415 - slow to import

    units = min(len(np.unique(known.patients)), len(np.unique(known.remits)))
    return float(t.isf(CHANCE, max(units - 1, 1)))


def signals(found: Sequence[Block], manifest: Manifest) -> Iterator[Signal]:
    """What is worse than at training, beyond chance and by enough to matter: told once, of the first such block."""
    trained = manifest.metrics.get("gain", 0.0)
    lost = [one for one in found if one.below > one.limit and trained - one.gain > LOST * abs(trained)]
    if lost:
        first, *later = lost
        says = (
            f"in the four weeks from {first.first} the odds saved {first.gain:.0%} of the base rate's log loss, "
            f"{trained:.0%} at training: {first.below:.1f} standard errors less"
        )
        yield Signal("skill", "gain", first.mature, says + _again(later))
    off = [one for one in found if abs(one.off) > one.limit and abs(one.denied - one.promised) > OFF * one.promised]
    for way, those in (
        ("more", [one for one in off if one.off > 0]),
        ("less", [one for one in off if one.off < 0]),
    ):
        if those:
            first, *later = those
            says = (
                f"in the four weeks from {first.first} {first.denied:.1%} were refused, {first.promised:.1%} promised: "
                f"{abs(first.off):.1f} standard errors {way}"
            )
            yield Signal("calibration", "refusals", first.mature, says + _again(later))


def _again(later: Sequence[Block]) -> str:
    return f"; again in the four weeks from {', '.join(str(one.first) for one in later)}" if later else ""
