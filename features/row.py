"""One row a service line: the one function that makes the model's input, for training and serving alike."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claims.claim import Claim
from features.catalogue import catalogue
from features.history import Past
from features.registry import Compute
from rules.finding import Answer


@cache
def _plan() -> tuple[tuple[Compute, tuple[str, ...]], ...]:
    return tuple((feature.compute, feature.arguments) for feature in catalogue())


def rows(claim: Claim, answers: Mapping[str, Answer], past: Past) -> NDArray[np.float64]:
    """The model's input for one claim, shape (lines, columns) in the order of the catalogue; NaN where missing."""
    plan = _plan()
    out = np.empty((len(claim.lines), len(plan)))
    given: dict[str, Any] = {"claim": claim, "today": past.today, "past": past, "answers": answers}
    for at, (line, experience) in enumerate(zip(claim.lines, past.experience, strict=True)):
        given["line"], given["experience"] = line, experience
        out[at] = [compute(*[given[name] for name in arguments]) for compute, arguments in plan]
    return out
