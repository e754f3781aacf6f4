"""What follows from a change of a claim, so that nobody has to change it in two places.

Diagnoses that move take the pointers of the lines along, charges the total, the frequency the type of bill; lines are
counted anew. What was changed by hand is never changed again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from claims.claim import Claim, Diagnosis, ServiceLine
from claims.field import SELF
from claims.same_line import paired

PERSON = ("last_name", "first_name", "birth_date", "sex", "address", "city", "state", "zip")
"""What the subscriber's loop tells of a patient who is the subscriber."""

OF_ICD_9 = frozenset(["BK", "BF"])


def with_consequences(before: Claim, after: Claim, stayed: Mapping[int, int] | None = None) -> Claim:
    """The claim after a change, with what follows from it.

    Args:
        before: as it was.
        after: with the change alone, as somebody typed it.
        stayed: which diagnosis stands where now, by its place before, as the change itself tells it; those that are
            missing were taken out. ``None``: each where it was.
    """
    if before == after:
        return after
    lines = _counted(before.lines, tuple(map(_tidy_line, after.lines, [after.claim_type] * len(after.lines))))
    after = replace(after, lines=lines, diagnoses=tuple(map(_tidy_diagnosis, after.diagnoses)))
    return _person(before, _bill(before, _total(before, _diagnoses(before, after, stayed))))


def _tidy_line(line: ServiceLine, kind: str) -> ServiceLine:
    """Codes in capitals without blanks; the qualifier that a procedure needs; one day as one day."""
    procedure = _code(line.procedure)
    qualifier = line.procedure_qualifier or (("AD" if kind == "dental" else "HC") if procedure else "")
    modifiers = tuple(filter(None, map(_code, line.modifiers)))
    end = line.service_date_end if line.service_date_end != line.service_date else None
    tidy = (procedure, qualifier, modifiers, end)
    if tidy == (line.procedure, line.procedure_qualifier, line.modifiers, line.service_date_end):
        return line
    return replace(line, procedure=procedure, procedure_qualifier=qualifier, modifiers=modifiers, service_date_end=end)


def _tidy_diagnosis(diagnosis: Diagnosis) -> Diagnosis:
    code = _code(diagnosis.code).replace(".", "")
    return diagnosis if code == diagnosis.code else replace(diagnosis, code=code)


def _code(text: str) -> str:
    return text.strip().upper()


def _counted(before: Sequence[ServiceLine], after: tuple[ServiceLine, ...]) -> tuple[ServiceLine, ...]:
    """Lines counted from 1, where they were before."""
    if [line.number for line in before] != [*range(1, len(before) + 1)]:
        return after
    return tuple(
        line if line.number == number else replace(line, number=number) for number, line in enumerate(after, 1)
    )


def _total(before: Claim, after: Claim) -> Claim:
    """The total is that of the lines where it was before, and nobody changed it."""
    if after.total_charge != before.total_charge or before.total_charge != _sum(before.lines):
        return after
    total = _sum(after.lines)
    return after if total == after.total_charge else replace(after, total_charge=total)


def _sum(lines: Sequence[ServiceLine]) -> Decimal:
    return sum((line.charge for line in lines), Decimal(0))


def _diagnoses(before: Claim, after: Claim, stayed: Mapping[int, int] | None) -> Claim:
    """Pointers follow the diagnoses that they pointed to, and the first diagnosis is the principal one."""
    if before.diagnoses == after.diagnoses or after.claim_type == "institutional":
        return after
    places = _places(before.diagnoses, after.diagnoses, stayed)
    lines = []
    for line, stood in zip(after.lines, paired(before.lines, after.lines), strict=True):
        pointers = line.diagnosis_pointers
        if stood is not None and before.lines[stood].diagnosis_pointers == pointers:
            moved = (places.get(one - 1, one - 1 if one > len(before.diagnoses) else None) for one in pointers)
            pointers = tuple(dict.fromkeys(at + 1 for at in moved if at is not None))
        lines.append(line if pointers == line.diagnosis_pointers else replace(line, diagnosis_pointers=pointers))
    principal, other = ("BK", "BF") if after.diagnoses and after.diagnoses[0].qualifier in OF_ICD_9 else ("ABK", "ABF")
    diagnoses = tuple(
        one if one.qualifier == qualifier else replace(one, qualifier=qualifier)
        for one, qualifier in ((one, other if at else principal) for at, one in enumerate(after.diagnoses))
    )
    return replace(after, lines=tuple(lines), diagnoses=diagnoses)


def _places(
    before: Sequence[Diagnosis], after: Sequence[Diagnosis], stayed: Mapping[int, int] | None
) -> dict[int, int]:
    """Where each diagnosis is now; a code that came in the place of another is taken for that one corrected."""
    found: dict[int, int] = {}
    free = list(range(len(after)))
    for at, one in enumerate(before):
        same = [place for place in free if after[place].code == one.code]
        if same:
            found[at] = at if at in same else same[0]
            free.remove(found[at])
    rest = stayed if stayed is not None else {at: at for at in range(len(before))}
    return found | {at: place for at, place in rest.items() if at not in found and place in free}


def _bill(before: Claim, after: Claim) -> Claim:
    """The type of bill ends with the frequency code, whichever of them was changed."""
    bill, frequency = after.type_of_bill, after.frequency_code
    if len(bill) != 4 or bill[3] == frequency:  # noqa: PLR2004 - 0, facility, class, frequency
        return after
    if bill != before.type_of_bill and frequency == before.frequency_code:
        return replace(after, frequency_code=bill[3])
    return replace(after, type_of_bill=bill[:3] + frequency) if bill == before.type_of_bill else after


def _person(before: Claim, after: Claim) -> Claim:
    """A patient who is the subscriber is one person."""
    if after.patient.relationship != SELF:
        return after
    of_subscriber: dict[str, Any] = {}
    of_patient: dict[str, Any] = {}
    for name in PERSON:
        patient, subscriber = getattr(after.patient, name), getattr(after.subscriber, name)
        if patient == subscriber:
            continue
        if subscriber == getattr(before.subscriber, name):
            of_subscriber[name] = patient
        elif patient == getattr(before.patient, name):
            of_patient[name] = subscriber
    if not of_subscriber and not of_patient:
        return after
    return replace(
        after, subscriber=replace(after.subscriber, **of_subscriber), patient=replace(after.patient, **of_patient)
    )
