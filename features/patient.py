"""Features of the patient and the coverage."""

from __future__ import annotations

from datetime import date

from claims.claim import Claim, ServiceLine
from claims.sent import Services, Visits
from features.history import Past
from features.registry import MISSING, feature
from features.situation import years_between


@feature(says="The patient is aged {value:.0f}.", field="/patient/birth_date")
def age(claim: Claim) -> float:
    """Age on the first day of service (completed years). Source: DMG02. Missing without either date."""
    born, day = claim.patient.birth_date, claim.first_service_date
    return float(years_between(born, day)) if born and day else MISSING


@feature(says="The patient is female. | The patient is male.", field="/patient/sex")
def is_female(claim: Claim) -> float:
    """1 for F, 0 for M. Source: DMG03. Missing otherwise."""
    return {"F": 1.0, "M": 0.0}.get(claim.patient.sex, MISSING)


@feature(
    says="The patient is a dependent of the subscriber. | The patient is the subscriber.", field="/patient/relationship"
)
def is_dependent(claim: Claim) -> float:
    """Whether the patient is not the subscriber. Source: SBR02, PAT01. Missing where not said."""
    relationship = claim.patient.relationship
    return float(relationship != "18") if relationship else MISSING


@feature(says="The member id has {value:.0f} characters.", field="/subscriber/member_id")
def member_id_length(claim: Claim) -> float:
    """Characters of the member id (count): payers' ids have their own form. Source: NM109."""
    return float(len(claim.subscriber.member_id))


@feature(says="Earlier claims that are the same: {value:.0f}. | No earlier claim is the same.", field="/claim_id")
def repeats(claim: Claim, past: Past) -> float:
    """Earlier claims that this one repeats exactly (count). Missing where no index of what was sent is kept."""
    return float(len(past.sent.duplicates(claim, past.today))) if past.sent is not None else MISSING


@feature(
    says="Lines of earlier claims that bill this procedure on this day: {value:.0f}. | "
    "No earlier claim bills this procedure on this day.",
    field="/lines/{line}/procedure",
)
def same_service(claim: Claim, line: ServiceLine, past: Past) -> float:
    """Lines of earlier claims with the same patient, procedure and day (count). Missing where no index is kept."""
    return float(len(past.sent.same_service(claim, line, past.today))) if past.sent is not None else MISSING


def _days_since(earlier: date | None, line: ServiceLine, claim: Claim) -> float:
    served = line.service_date or claim.statement_from
    return float((served - earlier).days) if earlier and served else MISSING


@feature(says="The patient's last visit here was {value:.0f} days before.", field="/lines/{line}/service_date")
def days_since_visit(claim: Claim, line: ServiceLine, visits: Visits | None) -> float:
    """Days since the patient's last day of service at this billing provider. Missing where there was none."""
    return _days_since(visits.office, line, claim) if visits else MISSING


@feature(
    says="The patient's last visit with this specialty was {value:.0f} days before.", field="/lines/{line}/service_date"
)
def days_since_specialty(claim: Claim, line: ServiceLine, visits: Visits | None) -> float:
    """Days since the patient's last day of service with this specialty here. Missing where there was none."""
    return _days_since(visits.specialty, line, claim) if visits else MISSING


@feature(
    says="The patient's last visit with this clinician was {value:.0f} days before.", field="/lines/{line}/service_date"
)
def days_since_clinician(claim: Claim, line: ServiceLine, visits: Visits | None) -> float:
    """Days since the patient's last day of service with this clinician. Missing where there was none."""
    return _days_since(visits.clinician, line, claim) if visits else MISSING


@feature(says="The patient's last surgery here was {value:.0f} days before.", field="/lines/{line}/service_date")
def days_since_surgery(visits: Visits | None) -> float:
    """Days since the patient's last surgery at this billing provider. Missing where there was none in four months."""
    return float(visits.surgeries[0][1]) if visits and visits.surgeries else MISSING


@feature(
    says="Earlier days of service of this patient here: {value:.0f}. | The patient had no earlier service here.",
    field="/patient",
)
def visits_so_far(visits: Visits | None) -> float:
    """The patient's earlier days of service at this billing provider (count). Missing where no index is kept."""
    return float(visits.days) if visits else MISSING


@feature(
    says="The patient had this procedure on {value:.0f} earlier days of the year. | "
    "The patient had this procedure on no earlier day of the year.",
    field="/lines/{line}/procedure",
)
def services_this_year(services: Services | None) -> float:
    """Days of the calendar year on which the patient had the line's procedure already, by claims not denied (count).

    Payers limit benefits to so many a year (CARC 119). Missing where no index is kept.
    """
    return float(services.this_year) if services else MISSING


@feature(says="The patient last had this procedure {value:.0f} days before.", field="/lines/{line}/procedure")
def days_since_service(claim: Claim, line: ServiceLine, services: Services | None) -> float:
    """Days since the patient last had the line's procedure, by claims not denied. Missing where there was none."""
    return _days_since(services.last, line, claim) if services else MISSING


@feature(
    says="The patient had services of this kind on {value:.0f} earlier days of the year. | "
    "The patient had services of this kind on no earlier day of the year.",
    field="/lines/{line}/service_date",
)
def services_of_kind_this_year(services: Services | None) -> float:
    """Days of the calendar year with services of the same plan of care, or code section, by claims not denied (count).

    Payers limit therapy and counselling to so many visits a year. Missing where no index is kept.
    """
    return float(services.of_kind) if services else MISSING


@feature(says="A visit of this patient was last paid {value:.0f} days ago.", field="/patient")
def days_since_paid(visits: Visits | None, today: date) -> float:
    """Days since a payment for an earlier visit of the patient became known. Missing where there was none."""
    return float((today - visits.paid).days) if visits and visits.paid else MISSING
