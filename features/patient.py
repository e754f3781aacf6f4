"""Features of the patient and the coverage."""

from __future__ import annotations

from claims.claim import Claim
from features.registry import MISSING, feature
from features.situation import years_between


@feature(says="patient aged {value:.0f}", field="/patient/birth_date")
def age(claim: Claim) -> float:
    """Age on the first day of service (completed years). Source: DMG02. Missing without either date."""
    born, day = claim.patient.birth_date, claim.first_service_date
    return float(years_between(born, day)) if born and day else MISSING


@feature(says="patient is female: {value:.0f} (1 is yes)", field="/patient/sex")
def is_female(claim: Claim) -> float:
    """1 for F, 0 for M. Source: DMG03. Missing otherwise."""
    return {"F": 1.0, "M": 0.0}.get(claim.patient.sex, MISSING)


@feature(says="patient is not the subscriber: {value:.0f} (1 is yes)", field="/patient/relationship")
def is_dependent(claim: Claim) -> float:
    """Whether the patient is not the subscriber. Source: SBR02, PAT01. Missing where not said."""
    relationship = claim.patient.relationship
    return float(relationship != "18") if relationship else MISSING


@feature(says="member id of {value:.0f} characters", field="/subscriber/member_id")
def member_id_length(claim: Claim) -> float:
    """Characters of the member id (count): payers' ids have their own form. Source: NM109."""
    return float(len(claim.subscriber.member_id))
