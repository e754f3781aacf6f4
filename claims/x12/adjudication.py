"""What other payers decided: the segments of loops 2320 and 2430 that carry amounts and days."""

from __future__ import annotations

from claims.claim import Adjustment
from claims.x12.draft import Draft, Elements


def adjustments(draft: Draft, elements: Elements) -> None:
    """CAS: up to six reasons with their amounts."""
    into: list[Adjustment] = draft.inner.setdefault("adjustments", [])
    for at in range(2, 18, 3):
        if not elements[at]:
            continue
        amount = draft.amount(elements[at + 1], f"CAS{at + 1:02}")
        quantity = draft.amount(elements[at + 2], f"CAS{at + 2:02}") if elements[at + 2] else None
        if amount is not None:
            into.append(Adjustment(elements[1].strip().upper(), elements[at].strip().upper(), amount, quantity))


def adjudicated(draft: Draft, elements: Elements) -> None:
    """DTP in loop 2430."""
    if elements[1] == "573" and (decided := draft.day(elements[3], "DTP03")):
        draft.inner["paid_date"] = decided


def remaining(draft: Draft, elements: Elements) -> None:
    """AMT in loop 2430."""
    if elements[1] == "EAF" and (left := draft.amount(elements[2], "AMT02")) is not None:
        draft.inner["remaining"] = left
