"""Score claims so that nothing in one of them can end a batch."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from claims.fault import Fault
from claims.origin import Sourced
from serving.score import Score
from serving.scorer import Explain, Scorer, Suggest, Walked


def walk(scorer: Scorer, sourced: Sourced, as_of: date | None) -> Walked | Fault:
    """The first half of a score; a defect of ours becomes a fault of this claim alone."""
    try:
        return scorer.walk(sourced, as_of)
    except Exception as error:  # noqa: BLE001  any defect: the batch goes on, and the claim is reported
        return defect(sourced, error)


def finish(
    scorer: Scorer, walked: Sequence[Walked | Fault], explain: Explain, suggest: Suggest = "risky"
) -> list[Score | Fault]:
    """The second half of many scores, in their order; what is a fault already stays one."""
    try:
        scores = iter(scorer.finish([each for each in walked if isinstance(each, Walked)], explain, suggest))
        return [each if isinstance(each, Fault) else next(scores) for each in walked]
    except Exception:  # noqa: BLE001  which claim it was is found out one by one
        return [each if isinstance(each, Fault) else _finish_one(scorer, each, explain, suggest) for each in walked]


def defect(sourced: Sourced, error: Exception) -> Fault:
    """A claim that could not be scored for a defect of ours, with where that is and nothing of what the claim says."""
    return Fault(
        file=sourced.origin.file,
        message=f"the claim could not be scored: {where(error)}",
        expected="nothing of you: this is a defect of cleanclaim, please report these words",
        transaction=sourced.origin.transaction,
        segment=sourced.origin.segment,
        claim_id=sourced.claim.claim_id,
    )


def too_long(sourced: Sourced, most: int) -> Fault:
    """A claim that is not scored since it has more lines than are taken."""
    origin = sourced.origin
    return Fault(
        origin.file,
        f"the claim has more than {most} lines",
        "a claim of fewer lines",
        transaction=origin.transaction,
        segment=origin.segment,
        element="/lines",
        claim_id=sourced.claim.claim_id,
    )


def where(error: BaseException) -> str:
    """A defect's kind and place. Its message is left out, since it may quote the claim."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    file = Path(frames[-1].filename)
    return f"{type(error).__name__} in {file.parent.name}/{file.name} line {frames[-1].lineno}"


def _finish_one(scorer: Scorer, walked: Walked, explain: Explain, suggest: Suggest) -> Score | Fault:
    try:
        return scorer.finish([walked], explain, suggest)[0]
    except Exception as error:  # noqa: BLE001  as above
        return defect(walked.sourced, error)
