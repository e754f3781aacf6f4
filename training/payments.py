"""What lines bring when they are not refused, learnt from the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from claims.answer import Outcome
from claims.claim import Claim
from models.manifest import Payments

ENOUGH = 5
"""Answered lines from which on a payer's procedure has a share of its own."""
PRIOR = 10.0
"""How many lines the broader share is worth: a handful of deductibles does not make a procedure worthless."""


def learn_payments(claims: Sequence[Claim], outcomes: Sequence[Outcome | None]) -> Payments:
    """Dollars paid over dollars charged on lines that were not refused: overall, by payer, by payer and procedure."""
    sums: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for claim, outcome in zip(claims, outcomes, strict=True):
        procedures = {line.number: line.procedure for line in claim.lines}
        for line in outcome.lines if outcome else ():
            if line.denied or line.charge <= 0:
                continue
            procedure = procedures.get(line.number, "")
            keys: tuple[tuple[str, ...], ...] = ((), (claim.payer.id,), (claim.payer.id, procedure))
            for key in keys:
                cell = sums[key]
                cell[0] += float(line.paid)
                cell[1] += float(line.charge)
                cell[2] += 1
    shares: dict[tuple[str, ...], float] = {}
    for key, (paid, charge, lines) in sorted(sums.items()):  # the broader before the narrower
        if lines >= ENOUGH or not key:
            own = max(0.0, min(1.0, paid / charge))
            broader = shares.get(key[:-1], shares.get((), own))
            shares[key] = round((lines * own + PRIOR * broader) / (lines + PRIOR), 6)
    procedures_of: dict[str, dict[str, float]] = {}
    for key, share in shares.items():
        if len(key) == 2 and key[1]:  # noqa: PLR2004 - payer and procedure
            procedures_of.setdefault(key[0], {})[key[1]] = share
    payers = {key[0]: share for key, share in shares.items() if len(key) == 1}
    return Payments(shares.get((), 1.0), payers, procedures_of)
