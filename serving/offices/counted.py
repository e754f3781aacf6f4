"""Which answers training counted already, so that they are not learnt twice."""

from __future__ import annotations

from functools import cache

import msgspec
from msgspec import Struct

from claims.answer import Outcome
from models import EMBEDDED, Bundle
from serving.scorer import Scorer


def counted(scorer: Scorer, outcome: Outcome) -> bool:
    """Whether the history that a scorer began with counts an answer.

    Where the office's own index stands beside the model it tells: it holds what training read. Where none does, what
    is dated up to the day through which the model was trained counts as known to it. The embedded model learnt from
    made-up claims alone and knows no real answer, whatever its day.
    """
    bundle = scorer.bundle
    if bundle is None or outcome.answered is None:
        return False
    in_time = outcome.answered <= bundle.trained_through
    if scorer.trained_on is None:
        return in_time and not demonstrates(bundle)
    trace = scorer.trained_on.trace(outcome)
    return trace == "answered" or (trace == "sent" and in_time and not (outcome.denied or outcome.paid > 0))


def demonstrates(bundle: Bundle) -> bool:
    """Whether this is the embedded model, wherever it was copied to: versions are drawn from the content."""
    return bundle.version == _embedded()


class _Named(Struct):
    version: str


@cache
def _embedded() -> str:
    return msgspec.json.decode((EMBEDDED / "bundle.json").read_bytes(), type=_Named).version
