"""Features of the claim as a whole."""

from __future__ import annotations

from claims.claim import Claim
from features.registry import MISSING, feature


@feature(says="Service lines of the claim: {value:.0f}.", field="/lines")
def lines(claim: Claim) -> float:
    """Service lines of the claim (count)."""
    return float(len(claim.lines))


@feature(says="Diagnoses of the claim: {value:.0f}.", field="/diagnoses")
def diagnoses(claim: Claim) -> float:
    """Diagnosis codes of the claim (count). Source: HI."""
    return float(len(claim.diagnoses))


@feature(says="The claim corrects an earlier one. | The claim corrects no earlier one.", field="/frequency_code")
def is_corrected(claim: Claim) -> float:
    """Whether the claim replaces an earlier one, by its frequency code or by the payer's reference that it gives."""
    return float(claim.frequency_code in {"7", "8"} or bool(claim.original_reference))


@feature(
    says="It gives the payer's number of an earlier claim. | It gives no payer's number of an earlier claim.",
    field="/original_reference",
)
def has_original_reference(claim: Claim) -> float:
    """Whether the payer's control number of an earlier claim is given. Source: REF F8."""
    return float(bool(claim.original_reference))


@feature(says="Other payers on the claim: {value:.0f}. | The claim names no other payer.", field="/other_payers")
def other_payers(claim: Claim) -> float:
    """Other coverages of the patient that the claim tells of (count). Source: loop 2320."""
    return float(len(claim.other_payers))


@feature(says="This payer is asked in place {value:.0f} (1 is first).", field="/payer/responsibility")
def payer_position(claim: Claim) -> float:
    """Whether the payer is asked first (1), second (2) or third (3). Source: SBR01. Missing where not said."""
    return {"P": 1.0, "S": 2.0, "T": 3.0}.get(claim.payer.responsibility, MISSING)


@feature(
    says="The claim names a referring provider. | The claim names no referring provider.", field="/referring_provider"
)
def has_referring_provider(claim: Claim) -> float:
    """Whether a referring provider is named on the claim. Source: loop 2310A."""
    return float(claim.referring_provider is not None)


@feature(says="The claim gives a referral number. | The claim gives no referral number.", field="/referral")
def has_referral(claim: Claim) -> float:
    """Whether a referral number is given on the claim. Source: REF 9F."""
    return float(bool(claim.referral))


@feature(says="The claim names a service facility. | The claim names no service facility.", field="/service_facility")
def has_service_facility(claim: Claim) -> float:
    """Whether a service facility is named. Source: loop 2310C."""
    return float(claim.service_facility is not None)


@feature(says="The claim tells of an accident. | The claim tells of no accident.", field="/accident")
def has_accident(claim: Claim) -> float:
    """Whether the claim tells of an accident. Source: CLM11."""
    return float(claim.accident is not None)


@feature(says="Attachments announced: {value:.0f}. | The claim announces no attachment.", field="/attachments")
def attachments(claim: Claim) -> float:
    """Papers or files announced with the claim (count). Source: PWK."""
    return float(len(claim.attachments))


@feature(says="The claim gives a CLIA number. | The claim gives no CLIA number.", field="/clia")
def has_clia(claim: Claim) -> float:
    """Whether a CLIA number is given on the claim. Source: REF X4."""
    return float(bool(claim.clia))


@feature(says="Notes on the claim: {value:.0f}. | The claim carries no note.", field="/notes")
def notes(claim: Claim) -> float:
    """Remarks on the claim and its lines (count). Source: NTE."""
    return float(len(claim.notes) + sum(len(line.notes) for line in claim.lines))


@feature(says="The claim gives a group number. | The claim gives no group number.", field="/subscriber/group_number")
def has_group_number(claim: Claim) -> float:
    """Whether the subscriber's group number is given. Source: SBR03."""
    return float(bool(claim.subscriber.group_number))


@feature(says="Different procedures on the claim: {value:.0f}.", field="/lines")
def different_procedures(claim: Claim) -> float:
    """Different procedure codes of the claim (count)."""
    return float(len({line.procedure for line in claim.lines}))


@feature(says="Different days of service: {value:.0f}.", field="/lines")
def days_of_service(claim: Claim) -> float:
    """Different first days of service over the lines (count)."""
    return float(len({line.service_date for line in claim.lines}))
