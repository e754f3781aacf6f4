"""Loops 2010BA and 2010CA: who the patient is, and where that stands."""

from claims.claim import Claim, Patient
from rules.context import Context
from rules.problem import NoData, Problem, Said, Values

SELF = ("18", "")


def check(claim: Claim, context: Context, values: Values) -> Said:
    """A claim that was never an 837 may leave the address to the office's own files."""
    patient = claim.patient
    if patient.birth_date is None and not patient.sex:
        if any(fault.element.startswith("DMG") for fault in context.faults):
            yield NoData("birth date or sex could not be read")
        else:
            yield Problem("demographics", "/patient/birth_date")
    if not (patient.address and patient.city) and (patient.address or patient.city or context.origin is not None):
        yield _address(patient)
    if patient.relationship not in SELF:
        if values.kind == "medicare":
            yield Problem("medicare_dependent", "/patient/relationship", patient.relationship)
        elif _is_subscriber(claim):
            yield Problem("same_person", "/patient/relationship", patient.relationship)


def _address(patient: Patient) -> Problem:
    """State and ZIP code are not asked: addresses abroad have none."""
    if not patient.address:
        return Problem(
            "address", "/patient/address", "", {"missing": "the street" if patient.city else "street and city"}
        )
    return Problem("address", "/patient/city", "", {"missing": "the city"})


def _is_subscriber(claim: Claim) -> bool:
    """Whether names and birth dates are alike; father and son may have one name, not one birthday."""
    patient, subscriber = claim.patient, claim.subscriber
    return (
        patient.birth_date is not None
        and (patient.birth_date, patient.last_name, patient.first_name)
        == (subscriber.birth_date, subscriber.last_name, subscriber.first_name)
    )  # fmt: skip
