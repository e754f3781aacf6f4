"""Kinds of refusal, in the order of the model's columns: which of them an answer teaches about.

A refusal for a clinician who is not enrolled says nothing about the procedure; one for want of authorization says
everything about it. Which code belongs to which kind stands in the table of codes (:mod:`claims.outcomes.carc`).
"""

from __future__ import annotations

from functools import lru_cache

from claims.outcomes.carc import carc

FAMILIES: tuple[str, ...] = (
    *("authorization", "referral", "bundling", "modifier", "place", "diagnosis", "necessity", "units", "records"),
    *("information", "eligibility", "benefit", "duplicate", "filing", "coordination", "provider", "person", "other"),
)
"""Every kind of refusal, in a fixed order."""

CLAIM_WIDE: frozenset[str] = frozenset({"duplicate", "eligibility", "filing", "coordination"})
"""Kinds whose cause lies in the claim, not in a line: all its lines share one fate."""


@lru_cache(4096)
def family_of(code: str) -> str:
    """The kind of a refusal, from its CARC with or without the group: ``CO-197`` and ``197`` are ``authorization``.

    A code that is no refusal in the table, and yet refused a line (a payer's own use of it), is ``other``.
    """
    return carc(code.rpartition("-")[2]).family or "other"
