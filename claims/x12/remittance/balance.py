"""Does the money of an 835 add up? What does not is noted, and nothing is lost by it (guide 1.10.2.1, balancing)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from claims.answer import PaidClaim, Remittance
from claims.claim import ZERO

PREDETERMINATION = "25"


def claim_faults(claim: PaidClaim) -> Iterator[str]:
    """What does not add up in one claim, as sentences without amounts."""
    taken: Decimal = sum((adjustment.amount for adjustment in claim.adjustments), ZERO)
    for at, line in enumerate(claim.lines, 1):
        off: Decimal = sum((adjustment.amount for adjustment in line.adjustments), ZERO)
        taken += off
        if line.charge - off != line.paid:
            yield f"service {at}: the charge less the adjustments is not the payment (SVC02 - CAS = SVC03)"
    if claim.charge - taken != claim.paid:
        yield "the charge less all adjustments is not the payment (CLP03 - CAS = CLP04)"


def adds_up(claim: PaidClaim) -> bool:
    """Nothing is missing from the claim, and nothing in it belongs to another, as far as its money tells."""
    return next(claim_faults(claim), None) is None


def remittance_faults(remittance: Remittance) -> Iterator[str]:
    """What does not add up in the whole, as a sentence without amounts."""
    paid: Decimal = sum((claim.paid for claim in remittance.claims if claim.status != PREDETERMINATION), ZERO)
    taken: Decimal = sum((adjustment.amount for adjustment in remittance.adjustments), ZERO)
    if paid - taken != remittance.payment:
        yield "the payments of the claims less the provider adjustments are not the payment (CLP04 - PLB = BPR02)"
