"""All that is told of one claim's odds: by line and kind of refusal, and how reasons add up to a score."""

from __future__ import annotations

from datetime import date

import numpy as np
from msgspec import Struct

from claims.origin import Sourced
from models.odds import expit, line_hazards
from serving.score import Explained, Reason, Score
from serving.scorer import Scorer
from serving.waterfall import Step, Waterfall


class Explanation(Struct, frozen=True):
    """One claim's result, and what stands behind it."""

    score: Score
    hazards: tuple[dict[str, float], ...]
    """For each line, the probability of each kind of refusal before lines and kinds are composed; likeliest first."""
    falls: tuple[Waterfall, ...]
    """One for each score that reasons speak of."""
    columns: tuple[Reason, ...]
    """Every effect of every column, where it was asked for."""


def explanation(scorer: Scorer, sourced: Sourced, as_of: date | None = None, *, every: bool = False) -> Explanation:
    """Explain one claim.

    Args:
        scorer: with a model.
        sourced: the claim.
        as_of: today, for a claim without a submission date.
        every: whether every column's effect is wanted, at every line and kind of refusal.
    """
    assert scorer.bundle is not None
    walked = scorer.walk(sourced, as_of)
    (score,) = scorer.finish([walked], "some", "none")
    hazards: tuple[dict[str, float], ...] = ()
    if walked.rows is not None and len(walked.rows):
        table = line_hazards(scorer.bundle.raw(walked.rows), scorer.bundle.hazards)
        names = [hazard.name for hazard in scorer.bundle.hazards]
        hazards = tuple(
            {names[at]: float(chances[at]) for at in np.argsort(-chances, kind="stable").tolist()} for chances in table
        )
    columns = scorer.finish([walked], "all", "none")[0].reasons if every else ()
    return Explanation(score, hazards, tuple(_fall(scorer, score, at) for at in score.explained), columns)


def _fall(scorer: Scorer, score: Score, at: Explained) -> Waterfall:
    assert scorer.bundle is not None
    by = next(hazard.calibration for hazard in scorer.bundle.hazards if hazard.name == at.hazard)
    chances = expit(by.slope * np.array([at.base, at.score]) + by.intercept)
    own = [reason for reason in score.reasons if (reason.line, reason.hazard) == (at.line, at.hazard)]
    return Waterfall(
        title=f"Line {at.line}, kind of refusal: {at.hazard}",
        base=at.base,
        steps=[Step(reason.short or reason.text, reason.effect) for reason in own],
        score=at.score,
        base_chance=float(chances[0]),
        chance=float(chances[1]),
    )
