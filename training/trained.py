"""What a training gives: the bundle, and all that its card, its plots and its MLflow run tell of it."""

from __future__ import annotations

from msgspec import Struct

from claims.sent import SentBefore
from models import Bundle
from training.office_files import Files
from training.settle import Settled


class HeldOut(Struct, frozen=True):
    """The claims that measured the model, in order of submission."""

    claims: list[int]
    """Which claims of the files."""
    odds: list[float]
    denied: list[bool]
    at_risk: list[float]
    """Dollars at risk of each: P(refused) times what would be paid otherwise, summed over its lines."""
    refused: list[float]
    """Dollars that each was refused: what its refused lines would have brought otherwise."""


class Trained(Struct, frozen=True):
    """A finished training."""

    bundle: Bundle
    files: Files
    sent: SentBefore
    """All that was sent, for the office's own store."""
    metrics: dict[str, float]
    """Of the hold-out: the last part of the matured claims, later than all that the measured model had seen."""
    held_out: HeldOut
    report: dict[str, float]
    """How many claims were used, and when they were mature."""
    mature_after: dict[str, int]
    """Days after which the claims of a payer are mature, by payer id, where it has its own."""
    settled: Settled
    """What was fitted and calibrated, and on which claims."""
