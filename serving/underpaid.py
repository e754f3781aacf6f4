"""What payers allowed below the contract, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

import claims
from claims.answer import LineOutcome, Outcome, Remittance
from claims.claim import ZERO, Claim, ServiceLine
from models.contract import Contract

AGAIN = frozenset({"reversal", "repayment"})


class Underpaid(Struct, frozen=True):
    """One line on which less was allowed than the contract says. Money is in dollars."""

    payer_id: str
    payer: str
    claim_id: str
    line: int
    procedure: str
    """Procedure, else revenue code."""
    modifiers: str
    service_date: str
    units: Decimal
    charge: Decimal
    contract: Decimal
    """The lesser of fee times units and charge."""
    allowed: Decimal
    """What the payer recognised: paid, patient's share, sequestration."""
    short: Decimal
    """Contract less allowed."""
    answered: str
    """The day of the answer, ISO 8601."""


class PayerTotal(Struct, frozen=True):
    """What a payer's answers come to."""

    payer_id: str
    payer: str
    compared: int
    """Lines that were held against the contract."""
    underpaid: int
    short: Decimal
    contract: Decimal
    """What the contract allows for all lines compared."""


class Comparison(Struct, frozen=True):
    """Answers held against the contract."""

    lines: tuple[Underpaid, ...]
    """The largest difference first."""
    payers: tuple[PayerTotal, ...]
    """The largest difference first."""
    not_compared: dict[str, int]
    """Answered lines that were not held against the contract, by reason."""


def compare(
    sent: Sequence[Claim], remits: Iterable[Remittance], contract: Contract, tolerance: Decimal = Decimal("0.05")
) -> Comparison:
    """Hold what was allowed against the contract.

    Args:
        sent: the claims.
        remits: what came back.
        contract: what was agreed.
        tolerance: dollars by which a line may fall short without being shown: payers round each unit.
    """
    matching = claims.match(sent, remits)
    found: list[Underpaid] = []
    totals: dict[str, list[Decimal]] = {}
    names: dict[str, str] = {}
    reasons: Counter[str] = Counter()
    for at, (claim, outcome) in enumerate(zip(sent, matching.outcomes, strict=True)):
        if outcome is None:
            continue
        paid_again = any(later.kind in AGAIN for later in matching.later.get(at, ()))
        fates = {line.number: line for line in outcome.lines}
        for line in claim.lines:
            fate = fates.get(line.number)
            if fate is None:
                continue
            fee = contract.allowed(claim, line)
            reason = _not_compared(claim, fate, fee, paid_again=paid_again)
            if reason or fee is None:
                reasons[reason] += 1
                continue
            names.setdefault(claim.payer.id, claim.payer.name)
            short = fee - fate.allowed
            under = short > tolerance
            total = totals.setdefault(claim.payer.id, [ZERO, ZERO, ZERO, ZERO])
            for place, value in enumerate((1, under, short if under else 0, fee)):
                total[place] += value
            if under:
                found.append(_underpaid(claim, line, fate, fee, outcome))
    return Comparison(
        tuple(sorted(found, key=lambda one: (-one.short, one.claim_id, one.line))),
        tuple(
            sorted(
                (
                    PayerTotal(payer, names[payer], int(compared), int(under), short, fees)
                    for payer, (compared, under, short, fees) in totals.items()
                ),
                key=lambda total: (-total.short, total.payer_id),
            )
        ),
        dict(sorted(reasons.items())),
    )


def _not_compared(claim: Claim, fate: LineOutcome, fee: Decimal | None, *, paid_again: bool) -> str:
    """Why a line is not held against the contract; empty where it is."""
    if fee is None:
        return "the contract says nothing"
    if claim.payer.responsibility not in ("", "P"):
        return "another payer came first"
    if fate.denied:
        return "refused"
    if fate.reduced:
        return "units or a part refused"
    if fate.allowed <= 0:
        return "nothing allowed, and no refusal: paid with another line, or by capitation"
    return "paid again since" if paid_again else ""


def _underpaid(claim: Claim, line: ServiceLine, fate: LineOutcome, fee: Decimal, outcome: Outcome) -> Underpaid:
    day: date | None = line.service_date or claim.first_service_date
    return Underpaid(
        payer_id=claim.payer.id,
        payer=claim.payer.name,
        claim_id=claim.claim_id,
        line=line.number,
        procedure=line.procedure or line.revenue_code,
        modifiers=" ".join(line.modifiers),
        service_date=day.isoformat() if day else "",
        units=line.units,
        charge=line.charge,
        contract=fee,
        allowed=fate.allowed,
        short=fee - fate.allowed,
        answered=outcome.answered.isoformat() if outcome.answered else "",
    )
