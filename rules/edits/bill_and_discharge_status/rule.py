"""The last digit of the type of bill (FL 4, CLM05-3) against the discharge status (FL 17, CL103)."""

from collections.abc import Iterator

from claims.claim import Claim
from rules.context import Context
from rules.problem import Problem, Said, Values

STILL_PATIENT = "30"
HOSPICE_DEATHS = ("40", "41", "42")
HOSPICE = ("81", "82")
HOSPITAL = "11"
NURSING = ("18", "21")
"""Skilled nursing and swing beds: a resident may go on living there when covered care has ended."""


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """A claim without a discharge status is told by another rule."""
    status, frequency, kind = claim.discharge_status, claim.frequency_code, claim.type_of_bill[1:3]
    if status:
        if frequency in ("2", "3") and status != STILL_PATIENT:
            yield Problem("interim", "/discharge_status", status, {"bill": claim.type_of_bill})
        if frequency in ("1", "4") and status == STILL_PATIENT and kind not in NURSING:
            yield Problem("final", "/discharge_status", status, {"bill": claim.type_of_bill})
        if status in HOSPICE_DEATHS and kind not in HOSPICE:
            yield Problem("hospice", "/discharge_status", status)
    yield from _discharge_hour(claim, kind)


def _discharge_hour(claim: Claim, kind: str) -> Iterator[Problem]:
    """Wanted on a hospital's final inpatient bills: hospice and skilled nursing state none."""
    final = claim.frequency_code in ("1", "4") and claim.discharge_status != STILL_PATIENT
    if final and not claim.discharge_hour and kind == HOSPITAL:
        yield Problem("hour", "/discharge_hour")
