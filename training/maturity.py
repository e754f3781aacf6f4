"""Which submissions have had the time to be refused.

Answers come late, and refusals later than payments: among the claims of the last weeks the answered ones are mostly
paid, and a rate over them would understate. So only *matured* submissions are labelled: those older than the age at
which 95 % of their payer's refusals had arrived.

That age is itself seen through a keyhole: of the refusals of recent submissions only the quick ones are known yet. The
delays are right-truncated, each by the age of its submission; their distribution is estimated by the Kaplan-Meier
product run backwards in time (Lagakos, Barraj and De Gruttola, Biometrika 1988), which a plain quantile of the known
delays would put too early.

A matured submission without an answer is neither paid nor denied: nothing was adjudicated (it was lost, or rejected
before adjudication). It is left out of labels, counted and reported. That is safe, since silence at that age no longer
depends on what the answer would have been; silence at a young age does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt

from claims.answer import Outcome
from claims.claim import Claim

ARRIVED = 0.95
"""The share of refusals that must have arrived."""
ENOUGH = 40
"""Refusals from which on a payer's own delays are used; below it, those of all payers."""

State = Literal["known", "silent", "young"]
"""Matured and answered; matured and never answered; too young to tell."""


def age_of_arrival(delays: npt.NDArray[np.int64], ages: npt.NDArray[np.int64], share: float = ARRIVED) -> int:
    """The age in days at which a share of the refusals had arrived.

    Args:
        delays: days from submission to refusal, of the refusals that are known.
        ages: days from the submission of each of them until today; no delay exceeds its age.
        share: between 0 and 1.

    Returns:
        The smallest delay by which the share had arrived; 0 where no refusal is known.
    """
    arrived = 1.0  # F(longest): what takes longer than any known delay cannot be seen
    answer = 0
    for delay in np.unique(delays)[::-1].tolist():
        if arrived < share:
            break
        answer = delay
        at_risk = int(((delays <= delay) & (ages >= delay)).sum())  # could have been seen at this delay or sooner
        arrived *= 1 - int((delays == delay).sum()) / at_risk
    return answer


def maturities(claims: Sequence[Claim], outcomes: Sequence[Outcome | None], today: date) -> tuple[int, dict[str, int]]:
    """The age in days at which submissions are mature: over all payers, and by payer id where enough is known."""
    by_payer: dict[str, list[tuple[int, int]]] = {}
    for claim, outcome in zip(claims, outcomes, strict=True):
        if outcome is not None and outcome.denied and outcome.answered and claim.submission_date:
            delay, age = (outcome.answered - claim.submission_date).days, (today - claim.submission_date).days
            by_payer.setdefault(claim.payer.id, []).append((max(delay, 0), age))
    everyone = [pair for pairs in by_payer.values() for pair in pairs]
    own = {payer: _age(pairs) for payer, pairs in sorted(by_payer.items()) if len(pairs) >= ENOUGH}
    return _age(everyone), own


def states(claims: Sequence[Claim], outcomes: Sequence[Outcome | None], today: date) -> list[State]:
    """Which submissions are matured and answered, matured and silent, or too young."""
    overall, own = maturities(claims, outcomes, today)
    found: list[State] = []
    for claim, outcome in zip(claims, outcomes, strict=True):
        assert claim.submission_date is not None
        age = (today - claim.submission_date).days
        if age < own.get(claim.payer.id, overall):
            found.append("young")
        else:
            found.append("silent" if outcome is None else "known")
    return found


def _age(pairs: Sequence[tuple[int, int]]) -> int:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return age_of_arrival(table[:, 0], table[:, 1])
