"""Loop 2300: what stands between CLM and the first loop within the claim."""

from __future__ import annotations

from claims.claim import Accident, Claim
from claims.x12.amending import ambulance, codes
from claims.x12.amending.fields import (
    write_amount,
    write_attachments,
    write_conditions,
    write_date,
    write_notes,
    write_reference,
)
from claims.x12.amending.loop import Loop
from claims.x12.amending.refusal import CannotAmend
from claims.x12.claim import DATES, REFERENCES

ELEMENTS = {
    "claim_id": 1,
    "total_charge": 2,
    "provider_signature": 6,
    "assignment": 7,
    "benefits_assigned": 8,
    "release_of_information": 9,
    "special_program": 12,
    "delay_reason": 20,
}
"""Of CLM."""

ADMISSION = {"admission_type": 1, "admission_source": 2, "discharge_status": 3}
"""Of CL1."""

NO_ACCIDENT = Accident()


def write(loop: Loop, before: Claim, after: Claim) -> None:
    """Write what differs into the claim's own segments."""
    _claim(loop, before, after)
    _dates(loop, before, after)
    changes = _elements(loop, before, after, ADMISSION)
    if changes:
        found = loop.find("CL1")
        stood = loop.segments[found[-1]] if found else "CL1"
        loop.put(loop.pen.changed(stood, changes), "/discharge_status", found)
    write_attachments(loop, before.attachments, after.attachments, "/attachments")
    if before.patient_paid != after.patient_paid:
        write_amount(loop, "F5", after.patient_paid, "/patient_paid")
    for qualifier, field in REFERENCES.items():
        if getattr(before, field) != getattr(after, field):
            write_reference(loop, qualifier, getattr(after, field), f"/{field}")
    write_notes(loop, before.notes, after.notes, "/notes")
    ambulance.write(loop, before, after)
    write_conditions(loop, before.conditions, after.conditions, "/conditions")
    codes.write(loop, before, after)


def _elements(loop: Loop, before: Claim, after: Claim, positions: dict[str, int]) -> dict[int, str]:
    """The elements that hold fields which differ."""
    return {
        at: loop.pen.text(getattr(after, field), f"/{field}")
        for field, at in positions.items()
        if getattr(before, field) != getattr(after, field)
    }


def _claim(loop: Loop, before: Claim, after: Claim) -> None:
    """CLM."""
    pen, stood = loop.pen, loop.segments[0]
    changes = _elements(loop, before, after, ELEMENTS)
    parts: dict[int, str] = {}
    if before.frequency_code != after.frequency_code:
        parts[3] = pen.text(after.frequency_code, "/frequency_code")
    if before.place_of_service != after.place_of_service:
        parts[1] = pen.text(after.place_of_service, "/place_of_service")
    if before.type_of_bill != after.type_of_bill:
        parts |= _type_of_bill(loop, after)
    if parts:
        changes[5] = pen.recomposed(pen.at(stood, 5), parts)
    old, new = (claim.accident or NO_ACCIDENT for claim in (before, after))
    if (old.causes, old.state, old.country) != (new.causes, new.state, new.country):
        if pen.kind == "institutional":
            raise CannotAmend("/accident", "the guide of institutional claims tells an accident by occurrence codes")
        causes = [pen.text(cause, "/accident/causes") for cause in new.causes]
        if len(causes) > 3:  # noqa: PLR2004 - CLM11-1 to -3
            raise CannotAmend("/accident/causes", "the guide has room for three causes")
        causes += [""] * (3 - len(causes))
        country = pen.text(new.country, "/accident/country")
        changes[11] = pen.composite(*causes, pen.text(new.state, "/accident/state"), country)
    if changes:
        loop.segments[0] = pen.changed(stood, changes)
    if old.occurred != new.occurred:
        write_date(loop, "439", (new.occurred, None), "/accident/occurred")


def _type_of_bill(loop: Loop, after: Claim) -> dict[int, str]:
    kind, frequency = after.type_of_bill[:3], after.type_of_bill[3:]
    if len(kind) != 3 or kind[0] != "0" or frequency != after.frequency_code:  # noqa: PLR2004 - 0, facility, class
        raise CannotAmend("/type_of_bill", "it is 0, two digits, and the frequency code of the claim")
    return {1: loop.pen.text(kind[1:], "/type_of_bill")}


def _dates(loop: Loop, before: Claim, after: Claim) -> None:
    """DTP."""
    pen = loop.pen
    for qualifier, field in DATES.items():
        if field in Claim.__struct_fields__ and qualifier != "435" and getattr(before, field) != getattr(after, field):
            write_date(loop, qualifier, (getattr(after, field), None), f"/{field}")
    if (before.admission_date, before.admission_hour) != (after.admission_date, after.admission_hour):
        write_date(loop, "435", (after.admission_date, None), "/admission_date")
        if after.admission_hour and (found := loop.find("DTP", "435")):
            day = pen.at(loop.segments[found[-1]], 3)
            hour = pen.text(after.admission_hour, "/admission_hour")
            loop.segments[found[-1]] = pen.changed(loop.segments[found[-1]], {2: "DT", 3: day + hour})
    statement = (after.statement_from, after.statement_through)
    if (before.statement_from, before.statement_through) != statement:
        write_date(loop, "434", statement, "/statement_from")
    if before.discharge_date != after.discharge_date:
        write_date(loop, "096", (after.discharge_date, None), "/discharge_date")
    if before.discharge_hour != after.discharge_hour:
        found = loop.find("DTP", "096")
        if after.discharge_hour:
            hour = pen.text(after.discharge_hour, "/discharge_hour")
            loop.put(pen.segment("DTP", "096", "TM", hour), "/discharge_hour", found)
        else:
            loop.remove(found)
