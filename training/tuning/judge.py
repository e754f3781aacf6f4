"""What parameters are worth on a fold: the log loss of each claim that it measures."""

from __future__ import annotations

from models.odds import Array
from training.calibration import losses
from training.fit import calibrated, fit
from training.frame import forgetful
from training.others import others
from training.parameters import Parameters
from training.tuning.folds import Fold


def losses_on(fold: Fold, parameters: Parameters, *, seed: int, threads: int) -> Array:
    """Fit and calibrate on what the fold may know, and give the log loss (nats) of each claim that it measures."""
    told = forgetful(fold.early, seed)
    fitted = fit(told, seed=seed, threads=threads, beside=others(), parameters=parameters)
    fitted = calibrated(fitted, [(fitted, fold.middle)], parameters.ridge)
    return losses(fitted.odds(fold.late), fold.late.denied())
