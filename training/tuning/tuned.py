"""What a search found."""

from __future__ import annotations

from msgspec import Struct

from training.parameters import Parameters
from training.tuning.gain import Gain


class Judged(Struct, frozen=True):
    """One trial."""

    number: int
    """From 1, the defaults."""
    parameters: Parameters
    loss: float
    """Log loss (nats a claim) over the folds that it was judged on."""
    whole: bool
    """Whether it was judged on all folds; else it was given up."""


class Tuned(Struct, frozen=True):
    """A finished search."""

    parameters: Parameters
    """Those to train with: the best, where it is surely better than the defaults; else the defaults."""
    best: Judged
    trials: tuple[Judged, ...]
    gain: Gain
    importance: dict[str, float]
    """The share of what differs between trials on the first fold that each parameter makes up (functional ANOVA), the
    greatest first; empty where there are too few trials to tell."""
    new: int
    """Trials of this run; the others are of earlier runs of the study."""
    spent: float
    """Seconds, over all runs."""
    budget: str
    windows: tuple[str, ...]
    """The days that the folds measure, that on which the best had to confirm last."""
    mlflow_run: str = ""

    @property
    def keeps_defaults(self) -> bool:
        """Whether nothing surely better was found."""
        return not self.gain.sure
