"""Lines that a first payer answered without refusing them: what was billed, allowed and paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from claims.answer import Outcome
from claims.claim import Claim
from models.payments import charge_of, modifiers_of, price_keys, units_of


class AllowedLine(Struct, frozen=True, gc=False):
    """One line that was not refused. Money is in dollars."""

    payer: str
    keys: tuple[str, ...]
    """Of its price, the narrowest first; without the bare procedure where a modifier may change the price."""
    procedure: str
    """Procedure, else revenue code."""
    modifiers: str
    """Those that may change the price."""
    units: float
    charge: float
    allowed: float
    paid: float
    together: float
    """Allowed on all lines of the claim."""
    reduced: bool
    month: int
    """Of service, from 1; 0 where no day is said."""
    answered: date


def allowed_lines(claims: Sequence[Claim], outcomes: Sequence[Outcome | None]) -> list[AllowedLine]:
    """All of them, in order of their answers; lines on which nothing was allowed are left out."""
    found = []
    for claim, outcome in zip(claims, outcomes, strict=True):
        if outcome is None or outcome.answered is None or claim.payer.responsibility not in ("", "P"):
            continue
        fates = {line.number: line for line in outcome.lines}
        first = claim.first_service_date
        together = float(sum(fate.allowed for fate in outcome.lines if not fate.denied))
        for line in claim.lines:
            fate, charge = fates.get(line.number), charge_of(line)
            if fate is None or fate.denied or not charge or fate.allowed <= 0:
                continue
            served, modifiers = line.service_date or first, modifiers_of(line)
            keys = price_keys(claim, line)
            found.append(
                AllowedLine(
                    payer=claim.payer.id,
                    keys=keys[:-1] if modifiers else keys,
                    procedure=line.procedure or line.revenue_code,
                    modifiers=modifiers,
                    units=units_of(line),
                    charge=charge,
                    allowed=float(fate.allowed),
                    paid=float(fate.paid),
                    together=together,
                    reduced=fate.reduced,
                    month=served.month if served else 0,
                    answered=outcome.answered,
                )
            )
    return sorted(found, key=lambda line: line.answered)
