"""Is a line denied? The contract's definition, and nothing else.

A service line is denied when its charge is above zero, it was paid 0, nothing was allowed on it, and an adjustment that
is a refusal explains it. The reason code decides, not its group and not the claim's status; but status 4 says that the
patient was not recognised, and counts as refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from msgspec import Struct

from claims.answer import LineOutcome
from claims.claim import ZERO, Adjustment
from claims.outcomes.answered import PRIOR_PAYER
from claims.outcomes.carc import Kind

KindOf = Callable[[str], Kind]

SEQUESTRATION = "253"
"""CARC of what the law takes off a federal payment: it is allowed, and not paid."""


class Adjudicated(Struct, frozen=True, gc=False):
    """What an answer says about one line that was sent, all its parts together."""

    number: int
    charge: Decimal
    paid: Decimal
    adjustments: tuple[Adjustment, ...] = ()
    recognised: Decimal = ZERO
    """The allowed amount as the payer names it (AMT with B6), where it does."""
    remarks: tuple[str, ...] = ()
    not_recognised: bool = False
    """The claim's status is 4."""
    secondary: bool = False
    """Another payer came first (status 2, 3, 20, 21)."""
    bundle_paid: bool = False
    """The line was folded into another service (SVC06), and that one was paid."""
    bundled: bool = False
    """The payer answered under another procedure than the one sent (SVC06)."""


def totals(adjustments: Iterable[Adjustment]) -> Mapping[tuple[str, str], Decimal]:
    """Dollars by group and code; what was given back under the same code is taken off."""
    found: dict[tuple[str, str], Decimal] = {}
    for adjustment in adjustments:
        key = adjustment.group, adjustment.code
        found[key] = found.get(key, ZERO) + adjustment.amount
    return found


def patient_share(taken: Mapping[tuple[str, str], Decimal], kind_of: KindOf) -> Decimal:
    """Dollars that the patient owes by the plan's rules: allowed, though not paid."""
    return sum((amount for (_, code), amount in taken.items() if kind_of(code) == "patient" and amount > 0), ZERO)


def refusals(line: Adjudicated, taken: Mapping[tuple[str, str], Decimal], kind_of: KindOf) -> list[tuple[str, str]]:
    """Group and code of each adjustment that refuses, the largest amount first."""
    by_code: dict[str, Decimal] = {}
    for (_, code), amount in taken.items():
        by_code[code] = by_code.get(code, ZERO) + amount
    found = [
        (group, code)
        for (group, code), amount in taken.items()
        if amount > 0
        and ((kind := kind_of(code)) == "refusal" or (kind == "full-charge" and by_code[code] >= line.charge))
    ]
    return sorted(found, key=lambda key: -taken[key])


def is_pending(line: Adjudicated, kind_of: KindOf) -> bool:
    """Nothing was paid, and the only word on it is that it is not decided yet."""
    taken = totals(line.adjustments)
    kinds = {kind_of(code) for (_, code), amount in taken.items() if amount > 0}
    return "pending" in kinds and kinds <= {"pending", "contract"} and not line.paid


def decide(line: Adjudicated, kind_of: KindOf) -> LineOutcome:
    """What became of one line."""
    taken = totals(line.adjustments)
    allowed = line.paid + patient_share(taken, kind_of)
    kept_back = max(taken.get(("CO", SEQUESTRATION), ZERO), ZERO) if line.paid > 0 else ZERO
    found = refusals(line, taken, kind_of)
    prior = line.secondary and any(code == PRIOR_PAYER and amount > 0 for (_, code), amount in taken.items())
    rebundled = line.bundled and (line.bundle_paid or all(kind_of(code) == "full-charge" for _, code in found))
    nothing_allowed = line.paid == 0 and allowed == 0 and line.recognised <= 0
    denied = line.charge > 0 and nothing_allowed and bool(found or line.not_recognised) and not prior and not rebundled
    cut = any(kind_of(code) in ("refusal", "full-charge") and amount > 0 for (_, code), amount in taken.items())
    return LineOutcome(
        number=line.number,
        denied=denied,
        charge=line.charge,
        paid=line.paid,
        allowed=allowed + kept_back,
        reduced=cut and not denied and allowed > 0,
        codes=tuple(f"{group}-{code}" for group, code in found) if denied else (),
        remarks=line.remarks,
    )
