"""Look for parameters that suit an office better than the defaults (:mod:`training.parameters`), with Optuna.

Trials are compared on folds in time (:mod:`training.tuning.folds`), weak ones are given up early, and the best must
confirm what it gained on later weeks that chose nothing (:mod:`training.tuning.gain`). Needs the ``train`` extra.
"""
