"""What training keeps of a claim and of an answer: all but the names, addresses and words that no model needs.

What is left out leaves a mark where it stood: rules ask whether a field is filled, and whether two are alike, never
what stands in it. So every rule answers the same of a pared claim, and every history is keyed the same.

Three things that concern a patient are kept as they are. The member number, since payers' rules judge its form and
answers are matched by it. The birth date, which is the age. A dependent's given name, which tells twins apart in the
index of what was sent (:mod:`claims.sent.keys`). Providers keep their names, which are public.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from claims.answer import PaidClaim, Remittance
from claims.claim import Attachment, Claim, Note, Patient, Provider, ServiceLine

LEFT_OUT = "LEFT OUT"
"""Stands where something was left out."""
ANOTHER = "ANOTHER"
"""Stands where something was left out that is not the same as its counterpart."""
REGION = 3
"""Digits of a patient's ZIP code that are kept: a region, no street."""
REMARK = "UNABLE TO DET LAT"
"""Words of a note that an edit looks for (Medicare Code Editor, unspecified laterality)."""

_ROLES = tuple(name for name in Claim.__struct_fields__ if name.endswith(("_provider", "_surgeon", "_facility")))
_LINE_ROLES = tuple(name for name in ServiceLine.__struct_fields__ if name.endswith(("_provider", "_facility")))


def pared(claim: Claim) -> Claim:
    """The claim without names, addresses and words; pared again it is the same."""
    patient, subscriber = claim.patient, claim.subscriber
    kept = _patient(patient)
    changed = {
        "patient": kept,
        "subscriber": replace(
            subscriber,
            last_name=_beside(subscriber.last_name, patient.last_name, kept.last_name),
            first_name=_beside(subscriber.first_name, patient.first_name, kept.first_name),
            address=_mark(subscriber.address),
            city=_mark(subscriber.city),
            zip=subscriber.zip[:REGION],
        ),
        "medical_record": _mark(claim.medical_record),
        "notes": _notes(claim.notes),
        "attachments": _attachments(claim.attachments),
        "lines": tuple([_line(line) for line in claim.lines]),
        "other_payers": tuple([replace(one, member_id=_mark(one.member_id)) for one in claim.other_payers]),
        **{role: _place(one) for role in _ROLES if (one := getattr(claim, role)) is not None},
    }
    if claim.ambulance is not None:
        changed["ambulance"] = replace(claim.ambulance, description=_mark(claim.ambulance.description))
    return replace(claim, **changed)


def pared_remittance(remittance: Remittance) -> Remittance:
    """The remittance without addresses and without the member numbers that payers have instead."""
    return replace(
        remittance, payee=_place(remittance.payee), claims=tuple([_answer(paid) for paid in remittance.claims])
    )


def _answer(paid: PaidClaim) -> PaidClaim:
    return replace(paid, corrected_member_id=LEFT_OUT) if paid.corrected_member_id else paid


def _mark(text: str) -> str:
    return LEFT_OUT if text else ""


def _beside(text: str, other: str, kept: str) -> str:
    """What stands for a text beside another that was pared to ``kept``: as alike as they were."""
    if not text or text == other:
        return kept if text else ""
    return ANOTHER


def _patient(patient: Patient) -> Patient:
    dependent = patient.relationship not in ("", "18")
    return replace(
        patient,
        last_name=_mark(patient.last_name),
        first_name=patient.first_name if dependent else _mark(patient.first_name),
        address=_mark(patient.address),
        city=_mark(patient.city),
        zip=patient.zip[:REGION],
    )


def _place(provider: Provider) -> Provider:
    if not (provider.address or provider.city):
        return provider
    return replace(provider, address=_mark(provider.address), city=_mark(provider.city))


def _line(line: ServiceLine) -> ServiceLine:
    changed: dict[str, object] = {role: _place(one) for role in _LINE_ROLES if (one := getattr(line, role)) is not None}
    if line.description:
        changed["description"] = LEFT_OUT
    if line.notes:
        changed["notes"] = _notes(line.notes)
    if line.attachments:
        changed["attachments"] = _attachments(line.attachments)
    if line.ndc is not None and line.ndc.prescription:
        changed["ndc"] = replace(line.ndc, prescription=LEFT_OUT)
    return replace(line, **changed) if changed else line


def _notes(notes: Sequence[Note]) -> tuple[Note, ...]:
    said: Callable[[Note], str] = lambda note: REMARK if REMARK in note.text.upper() else _mark(note.text)  # noqa: E731
    return tuple([replace(note, text=said(note)) for note in notes])


def _attachments(attachments: Sequence[Attachment]) -> tuple[Attachment, ...]:
    return tuple([replace(one, control_number=_mark(one.control_number)) for one in attachments])
