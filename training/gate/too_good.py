"""The alarm of odds that are too good to be true: above an AUROC of 0.9 they are a leak until shown otherwise.

What shows it otherwise is a model that cannot know better: one that the gate itself trains on what was known before the
window. An office whose payers are as predictable as that lets it come as far.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from msgspec.structs import replace

from models import Bundle
from models.odds import Array
from training.clusters import weights
from training.gate.checked import Checked, Figure
from training.gate.draws import LEVEL
from training.gate.leaks import TOO_GOOD
from training.gate.window import Window, said
from training.metrics import auroc
from training.office_files import Files, TrainingDataError
from training.run import learn

MARGIN = 0.02
"""AUROC by which a challenger may surely be better than the gate's own model: room for other parameters, no more."""
OWN = 0.03
"""The same between hold-outs, which are not the same claims."""
DRAWS = 200


def too_good(window: Window, challenger: Bundle, files: Files) -> Checked:
    """Neither the window nor the challenger's own hold-out is told apart too well."""
    found, own = auroc(window.challenger.p, window.denied), challenger.manifest.metrics.get("auroc", 0.5)
    figures: tuple[Figure, ...] = (Figure("AUROC", found), Figure("AUROC of its hold-out", own))
    words = f"AUROC {found:.3f}, {own:.3f} on its hold-out; up to {TOO_GOOD} is believed"
    if max(found, own) <= TOO_GOOD:
        return Checked("too good", passed=True, figures=figures, words=words)
    where = "on the claims of the window" if found > TOO_GOOD else "on its own hold-out"
    alarm = f"too good to be true: AUROC {max(found, own):.3f} {where}, where {TOO_GOOD} is taken for a leak"
    look = "look for a column that knows the answer"
    try:
        honest = learn(until(files, window.since - timedelta(days=1))).bundle
    except TrainingDataError as error:
        words = f"{alarm}, and nothing shows that it is none ({error}); {look}"
        return Checked("too good", passed=False, figures=figures, words=words)
    theirs = said(honest, files, window.places, honest.review)[0].p
    beside = auroc(theirs, window.denied)
    their_own = honest.manifest.metrics.get("auroc", 0.5)
    figures = (*figures, Figure("AUROC of the gate's own model", beside), Figure("on its hold-out", their_own))
    compared = f"a model that the gate trained on what was known by then comes to {beside:.3f}, and {their_own:.3f}"
    if _surely_more(window.challenger.p, theirs, window) > MARGIN or own > max(their_own, TOO_GOOD - OWN) + OWN:
        return Checked("too good", passed=False, figures=figures, words=f"{alarm}, and {compared}; {look}")
    words = f"AUROC {found:.3f}, {own:.3f} on its hold-out; {compared} on its own: these payers are that predictable"
    return Checked("too good", passed=True, figures=figures, words=words)


def until(files: Files, day: date) -> Files:
    """What was sent and known by the end of a day."""
    count = sum(1 for claim in files.claims if claim.submission_date is not None and claim.submission_date <= day)
    outcomes = [
        outcome if outcome is not None and outcome.answered is not None and outcome.answered <= day else None
        for outcome in files.outcomes[:count]
    ]
    return replace(files, claims=files.claims[:count], outcomes=outcomes, through=day)


def _surely_more(ours: Array, theirs: Array, window: Window) -> float:
    """By how much the AUROC of one is above the other's, in all draws but one in twenty."""
    drawn = []
    for weight in weights(window.patients, DRAWS):
        taken = np.repeat(np.arange(len(ours)), weight.astype(np.intp))
        drawn.append(auroc(ours[taken], window.denied[taken]) - auroc(theirs[taken], window.denied[taken]))
    return float(np.quantile(drawn, LEVEL))
