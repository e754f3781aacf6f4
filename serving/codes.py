"""The refusal codes of a result: those of certain faults first, then what the odds say of others."""

from __future__ import annotations

from collections.abc import Sequence

from models.odds import Odds
from rules.finding import Finding
from serving.score import DenialCode

CODES = 5
"""Denial codes in a result at most."""

LIKELY = 0.005
"""A code less probable than this is left out."""


def denial_codes(odds: Odds, findings: Sequence[Finding]) -> tuple[DenialCode, ...]:
    """The codes that errors name, in the order of the findings, then the likeliest of the others.

    The model learnt which codes a payer gives at large. A fault that is certain is there whenever the claim is refused,
    so that its code is as probable as the refusal itself.
    """
    told = {one.denial_code: odds.claim for one in findings if one.severity == "error" and one.denial_code}
    for code, chance in odds.codes.items():  # the likeliest first
        if chance < LIKELY or len(told) >= CODES:
            break
        told.setdefault(code, chance)
    return tuple([DenialCode(code, chance) for code, chance in told.items()][:CODES])
