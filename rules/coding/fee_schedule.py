"""What Medicare's physician fee schedule says of a line, and the places in which its facility amounts are paid."""

from __future__ import annotations

from datetime import date

from claims.claim import Claim, ServiceLine
from rules.coding.correct_coding import VOID, is_supplier
from rules.context import Context
from rules.problem import NoData
from rules.reference.fees import FEES, Fee

HOSPITAL = ("19", "21", "22", "23")
"""Off and on campus outpatient hospital, inpatient hospital, emergency room."""
FACILITIES = (*HOSPITAL, "02", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61")
"""Places that are paid the facility amount (Medicare Claims Processing Manual, chapter 12, section 20.4.2)."""
COMPONENTS = ("26", "TC", "53")
"""Modifiers that have rows of their own."""


def goes_by_it(claim: Claim) -> bool:
    """Whether a professional claim is paid by the fee schedule: not a supplier's, and not a void."""
    return claim.frequency_code != VOID and not is_supplier(claim)


def fee_of(context: Context, line: ServiceLine, day: date) -> Fee | NoData | None:
    """The row of a line, that of its component where there is one; ``None`` where the edition has none of the code."""
    rows = context.shelf.find(FEES, line.procedure, day)
    if rows is None:
        return context.shelf.lacks(FEES)
    if len(rows) == 1 or not rows:
        return rows[0] if rows else None
    part = next((one for one in COMPONENTS if one in line.modifiers), "")
    return next((row for row in rows if row.modifier == part), rows[0])
