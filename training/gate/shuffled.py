"""The alarm of shuffled answers: where nothing is to be learnt, nothing may be learnt.

Each answered claim gets another one's fate, before the history sees it. A model that still tells refused from paid
claims knows answers before their day: what trains models and what serves them has a leak.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import structs

from claims.answer import LineOutcome, Outcome
from features.history import History
from models import Bundle
from training.fit import fit
from training.frame import replay
from training.gate.checked import Checked, Figure
from training.gate.window import rules_of
from training.metrics import auroc
from training.office_files import Files
from training.parameters import Parameters

CLAIMS = 4000
"""The last so many claims with answers are enough to see a leak, and take seconds."""
QUICK = Parameters(rounds=30)
LEARNT_FROM = 0.6
SURE = 3.09
"""Standard errors above chance at which the alarm is raised: one false alarm in a thousand."""


def shuffled(challenger: Bundle, files: Files) -> Checked:
    """Learn from shuffled answers, by the challenger's rules, and see that later claims cannot be told apart."""
    answered = [at for at, outcome in enumerate(files.outcomes) if outcome is not None][-CLAIMS:]
    outcomes = another_fate([files.outcomes[at] for at in answered])
    frame = replay([files.claims[at] for at in answered], outcomes, rules_of(challenger), History())
    early = frame.days < np.quantile(frame.days, LEARNT_FROM)
    late = frame.only(~early)
    denied = late.denied()
    refused, paid = int(denied.sum()), int((~denied).sum())
    name = "shuffled answers"
    try:
        fitted = fit(frame.only(early), seed=0, threads=1, parameters=QUICK)
    except ValueError:
        return Checked(name, passed=True, figures=(), words="too few refusals to learn anything from, shuffled or not")
    if not refused or not paid:
        return Checked(name, passed=True, figures=(), words="the later claims all met one fate: nothing to tell apart")
    found = auroc(fitted.odds(late), denied)
    error = math.sqrt((refused + paid + 1) / (12 * refused * paid))
    figure = Figure("AUROC", found, found - SURE * error, found + SURE * error)
    passed = found - SURE * error <= 0.5  # noqa: PLR2004  a coin
    told = "as it should, nothing is learnt" if passed else "answers are known before their day: a leak in training"
    return Checked(name, passed, (figure,), f"AUROC {found:.3f} from shuffled answers: {told}")


def another_fate(outcomes: list[Outcome | None], seed: int = 1) -> list[Outcome | None]:
    """Every answer with another one's fate, refused on all lines or paid; its day stays."""
    answered = [outcome for outcome in outcomes if outcome is not None]
    donors = iter(np.random.default_rng(seed).permutation(len(answered)).tolist())
    found: list[Outcome | None] = []
    for outcome in outcomes:
        if outcome is None:
            found.append(None)
            continue
        donor = answered[next(donors)]
        lines = tuple(LineOutcome(line.number, denied=donor.denied, codes=donor.codes[:1]) for line in outcome.lines)
        found.append(structs.replace(outcome, denied=donor.denied, codes=donor.codes, lines=lines))
    return found
