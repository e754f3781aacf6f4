"""What one answer says about each line that was sent, in the terms in which a denial is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from claims.answer import PaidClaim, PaidLine
from claims.claim import ZERO, Adjustment, Claim, ServiceLine
from claims.outcomes.answered import NOT_RECOGNISED, SECONDARY
from claims.outcomes.lines import assign
from claims.outcomes.verdict import Adjudicated

CENT = Decimal("0.01")


def adjudicated(claim: Claim, paid: PaidClaim) -> tuple[dict[int, Adjudicated], int]:
    """What the answer says about the lines sent, by their position; and how many services belong to none of them."""
    if not paid.lines:
        return _from_claim_level(claim, paid), 0
    services: dict[int, list[PaidLine]] = {}
    unplaced = 0
    for at, service in zip(assign(claim.lines, paid.lines), paid.lines, strict=True):
        if at is None:
            unplaced += 1
        else:
            services.setdefault(at, []).append(service)
    bundles: dict[str, Decimal] = {}
    for service in paid.lines:
        bundles[service.procedure] = bundles.get(service.procedure, ZERO) + service.paid
    reasons = _reasons(paid, services)
    return {at: _line(claim.lines[at], paid, parts, reasons[at], bundles) for at, parts in services.items()}, unplaced


def _reasons(paid: PaidClaim, services: Mapping[int, Sequence[PaidLine]]) -> dict[int, tuple[Adjustment, ...]]:
    """The adjustments of each line; those of the claim speak for the lines of an unpaid claim that have none."""
    own = {at: tuple(reason for part in parts for reason in part.adjustments) for at, parts in services.items()}
    silent = [at for at, reasons in own.items() if not reasons]
    if silent and paid.adjustments and not paid.paid:
        charges = [sum((part.charge for part in services[at]), ZERO) for at in silent]
        own.update(zip(silent, spread(paid.adjustments, charges), strict=True))
    return own


def _line(
    line: ServiceLine,
    paid: PaidClaim,
    parts: Sequence[PaidLine],
    reasons: tuple[Adjustment, ...],
    bundles: Mapping[str, Decimal],
) -> Adjudicated:
    bundled = [part for part in parts if part.billed_procedure and part.billed_procedure != part.procedure]
    return Adjudicated(
        number=line.number,
        charge=sum((part.charge for part in parts), ZERO),
        paid=sum((part.paid for part in parts), ZERO),
        adjustments=reasons,
        recognised=sum((part.allowed or ZERO for part in parts), ZERO),
        remarks=tuple(dict.fromkeys(remark for part in parts for remark in part.remarks)),
        not_recognised=paid.status == NOT_RECOGNISED,
        secondary=paid.status in SECONDARY,
        bundled=bool(bundled),
        bundle_paid=any(bundles[part.procedure] > 0 for part in bundled),
    )


def _from_claim_level(claim: Claim, paid: PaidClaim) -> dict[int, Adjudicated]:
    """Where the answer has no lines, the claim-level adjustments speak for all lines, by their share of the charge."""
    charges = [line.charge for line in claim.lines]
    payments = shares(paid.paid, charges)
    covered = shares(paid.covered or ZERO, charges)
    reasons = spread(paid.adjustments, charges)
    return {
        at: Adjudicated(
            number=line.number,
            charge=line.charge,
            paid=payments[at],
            adjustments=reasons[at],
            recognised=covered[at],
            remarks=paid.remarks,
            not_recognised=paid.status == NOT_RECOGNISED,
            secondary=paid.status in SECONDARY,
        )
        for at, line in enumerate(claim.lines)
    }


def spread(adjustments: Sequence[Adjustment], charges: Sequence[Decimal]) -> list[tuple[Adjustment, ...]]:
    """Adjustments of a whole, as each line's share of them."""
    amounts = [shares(adjustment.amount, charges) for adjustment in adjustments]
    return [
        tuple(
            Adjustment(adjustment.group, adjustment.code, amount[at])
            for adjustment, amount in zip(adjustments, amounts, strict=True)
        )
        for at in range(len(charges))
    ]


def shares(amount: Decimal, charges: Sequence[Decimal]) -> list[Decimal]:
    """An amount spread over lines by their charges, to the cent; what rounding leaves goes to the last charged line."""
    total = sum(charges, ZERO)
    if not total:
        return [ZERO for _ in charges]
    found = [(amount * charge / total).quantize(CENT) for charge in charges]
    last = max(at for at, charge in enumerate(charges) if charge)
    found[last] += amount - sum(found, ZERO)
    return found
