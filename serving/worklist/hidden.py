"""A claim and its score without what names a patient, for who may not see it."""

from __future__ import annotations

from msgspec.structs import replace

from claims.claim import Claim, Patient, Subscriber
from rules import Finding
from serving.score import Score
from serving.worklist.item import HIDDEN, HIDDEN_CLAIM, OTHER_CLAIMS, PATIENTS


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
        file="",
        summary="",
        findings=tuple(map(_finding, score.findings)),
        reasons=tuple(
            replace(reason, text=HIDDEN, short="", value=None) if reason.field.startswith(PATIENTS) else reason
            for reason in score.reasons
        ),
    )


def _finding(found: Finding) -> Finding:
    if found.field.startswith(PATIENTS):
        return replace(found, message=HIDDEN, sent="")
    return replace(found, message=HIDDEN_CLAIM) if found.rule in OTHER_CLAIMS else found
