"""Through which day a challenger may learn, so that enough answers are left for the gate to judge it by."""

from __future__ import annotations

from datetime import date, timedelta

from training.gate.window import FEWEST, FEWEST_REFUSED
from training.maturity import states
from training.monitoring.scored import submitted
from training.office_files import Files


def last_day(files: Files, trained_through: date) -> date | None:
    """The latest end of training that leaves the gate its claims.

    ``None`` where it does not lie after ``trained_through``: a challenger would learn nothing that the model does not
    know.
    """
    known = refused = 0
    maturity = states(files.claims, files.outcomes, files.through)
    for claim, outcome, state in zip(reversed(files.claims), reversed(files.outcomes), reversed(maturity), strict=True):
        if submitted(claim) <= trained_through:
            return None
        if state == "known" and claim.lines:
            known += 1
            refused += outcome is not None and outcome.denied
        if known >= FEWEST and refused >= FEWEST_REFUSED:
            day = submitted(claim) - timedelta(days=1)
            return day if day > trained_through else None
    return None
