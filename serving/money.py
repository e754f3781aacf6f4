"""The dollars that refusals are expected to cost."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from claims.claim import Claim
from models.manifest import Payments

CENT = Decimal("0.01")
MOST = Decimal(10) ** 12
"""A charge beyond a trillion dollars is a fault of the claim, and counts as none."""


def at_risk(claim: Claim, chances: Sequence[float], payments: Payments) -> Decimal:
    """The sum over lines of P(line refused) times what the line would be paid otherwise, in dollars and cents.

    What it would be paid is its charge times the share of the charge that this payer was seen to pay.
    """
    total = 0.0
    for line, chance in zip(claim.lines, chances, strict=True):
        if line.charge.is_finite() and 0 < line.charge < MOST:
            total += chance * float(line.charge) * payments.share(claim.payer.id, line.procedure)
    return Decimal(total).quantize(CENT)
