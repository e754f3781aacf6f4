"""A claim and its score without what names a patient, for who may not see it."""

from __future__ import annotations

from msgspec.structs import replace

from claims.claim import Claim, Patient, Subscriber
from serving.score import Score
from serving.worklist.item import HIDDEN, PATIENTS


def without_patient(claim: Claim) -> Claim:
    """Without names, numbers, addresses and days of birth and death; sex and relationship stay."""
    patient = Patient(sex=claim.patient.sex, relationship=claim.patient.relationship)
    others = tuple(replace(other, member_id="", control_number="") for other in claim.other_payers)
    return replace(
        claim, claim_id="", patient=patient, subscriber=Subscriber(sex=claim.subscriber.sex), other_payers=others,
        medical_record="", original_reference="", notes=(), attachments=(),
        lines=tuple(replace(line, control_number="", notes=(), attachments=()) for line in claim.lines),
    )  # fmt: skip


def score_without_patient(score: Score) -> Score:
    """What is said of such fields is left out, as is what the claim is called."""
    return replace(
        score,
        claim_id="",
        summary="",
        findings=tuple(
            replace(found, message=HIDDEN, sent="") if found.field.startswith(PATIENTS) else found
            for found in score.findings
        ),
        reasons=tuple(
            replace(reason, text=HIDDEN, short="", value=None) if reason.field.startswith(PATIENTS) else reason
            for reason in score.reasons
        ),
    )
