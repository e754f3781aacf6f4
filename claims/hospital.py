"""What of a hospital's claims concerns the next ones: the days of a stay, and outpatient days that a stay takes in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from claims.claim import Claim, ServiceLine

INPATIENT = frozenset(("11", "18", "21", "28", "41", "51", "65", "66", "86"))
"""Facility and classification (second and third digit of the type of bill) of inpatient bills."""
AWAY = "74"
"""Occurrence span code of days at a non-covered level of care, or on leave of absence."""
OUTPATIENT = "13"
"""Of hospital outpatient bills; those of critical access hospitals (85) are never taken into a stay."""
APART = ("054", "082", "083", "084", "085", "088")
"""Revenue codes of ambulance and of maintenance dialysis: never taken into a stay."""
UNRELATED = "51"
"""Condition code: the hospital attests that the non-diagnostic services have nothing to do with the stay."""
DIAGNOSTIC = (
    "0254", "0255", "030", "031", "032", "0341", "0343", "035", "0371", "0372", "040", "046", "0471", "0481", "0482",
    "0483", "0489", "053", "061", "062", "073", "074", "0918", "092",
)  # fmt: skip
"""Revenue codes of diagnostic services (Medicare Claims Processing Manual, chapter 3, section 40.3)."""


def is_inpatient(claim: Claim) -> bool:
    """Whether a claim is an inpatient bill."""
    return claim.type_of_bill[1:3] in INPATIENT


def stays_on(claim: Claim) -> Iterator[tuple[date, date]]:
    """The first and last day of each part of an inpatient bill's stay: days away part it."""
    first, last = claim.statement_from, claim.statement_through
    if not is_inpatient(claim) or first is None or last is None or last < first:
        return
    if claim.admission_date and first < claim.admission_date <= last:
        first = claim.admission_date
    spans = ((one.start, one.end) for one in claim.occurrence_codes if one.code == AWAY)
    for start, end in sorted((start, end) for start, end in spans if start and end):
        if first <= start <= end <= last:
            yield first, start
            first = end
    yield first, last


def bundled_days(claim: Claim) -> set[date]:
    """The days of an outpatient bill's services that belong to a stay which follows within the payment window."""
    if claim.type_of_bill[1:3] != OUTPATIENT:
        return set()
    days = (line.service_date or claim.statement_from for line in bundled_lines(claim))
    return {day for day in days if day}


def bundled_lines(claim: Claim) -> list[ServiceLine]:
    """The lines of those services (42 CFR 412.2(c)(5))."""
    apart = UNRELATED in claim.condition_codes
    return [
        line
        for line in claim.lines
        if not line.revenue_code.startswith(APART) and (not apart or line.revenue_code.startswith(DIAGNOSTIC))
    ]
