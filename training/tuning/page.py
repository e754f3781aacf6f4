"""The report of a search, as one HTML file."""

from __future__ import annotations

from training.page import Section, figure, listing, status, table
from training.page import page as framed
from training.parameters import DEFAULTS
from training.tuning.plots import plots
from training.tuning.says import effort, verdict
from training.tuning.space import SPACE
from training.tuning.tuned import Tuned

SHOWN = 10
"""Trials in the table, the best."""


def page(tuned: Tuned) -> str:
    """All of it."""
    drawn = {name: figure(one) for name, one in plots(tuned).items()}
    best = sorted((one for one in tuned.trials if one.whole), key=lambda one: (one.loss, one.number))[:SHOWN]
    rows = [(one.number, f"{one.loss:.4f}", one.parameters.told() or "the defaults") for one in best]
    asked = [
        (name, *(f"{getattr(one, name):g}" for one in (DEFAULTS, tuned.best.parameters)), f"{of.low:g} to {of.high:g}")
        for name, of in SPACE.items()
    ]
    sections = [
        Section(
            "Trials",
            "Each was fitted and calibrated on what was matured and known before a fold's first day, and held against "
            "what became of the claims of the weeks after it.",
            drawn["history"],
            table(("trial", "log loss", "parameters"), rows, "The best trials"),
        ),
        Section(
            "Parameters",
            drawn.get("importance", "There are too few trials to tell which parameters matter."),
            table(("parameter", "default", "best", "between"), asked, "What was looked for, and found"),
        ),
        Section(
            "Weeks",
            "The last chose nothing: on it the best trial is held against the defaults, days drawn anew 2,000 times.",
            listing(tuned.windows),
        ),
    ]
    word, says = verdict(tuned).split(": ", 1)
    lead = status(word, says[:1].upper() + says[1:], look=False)
    return framed("Tuning", sections, lead=lead, measured={"trials": effort(tuned), "budget": tuned.budget})
