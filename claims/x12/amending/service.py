"""SV1, SV2 and SV3: the service itself; TOO: the teeth."""

from __future__ import annotations

from collections.abc import Mapping

from claims.claim import ServiceLine, Tooth
from claims.x12.amending.fields import write_list
from claims.x12.amending.loop import Loop
from claims.x12.amending.refusal import CannotAmend

ELEMENTS: Mapping[str, Mapping[str, int]] = {
    "SV1": {"charge": 2, "unit": 3, "units": 4, "place_of_service": 5},
    "SV2": {"revenue_code": 1, "charge": 3, "unit": 4, "units": 5, "non_covered": 7},
    "SV3": {"charge": 2, "place_of_service": 3, "units": 6},
}
WANTED = frozenset(["charge", "units"])
"""What a new line has though it be zero."""

FLAGS = {"emergency": (9, "Y"), "epsdt": (11, "Y"), "family_planning": (12, "Y"), "copay_exempt": (15, "0")}
"""Of SV1: the element, and what it says where the field is true."""

PROCEDURE = {"SV1": 1, "SV2": 2, "SV3": 1}
POINTERS = {"SV1": 7, "SV3": 11}
CAVITY = 4
"""SV304."""

COMPOSED = ("procedure_qualifier", "procedure", "modifiers", "description")
MODIFIERS = 4
POINTED = 4


def write_service(loop: Loop, old: ServiceLine, new: ServiceLine, at: str) -> None:
    """Write what differs into the segment of the service."""
    pen = loop.pen
    found = [place for place, segment in enumerate(loop.segments) if pen.tag(segment) in ELEMENTS]
    if not found:
        raise CannotAmend(at, "the service of the line does not stand behind its LX")
    place = found[0]
    stood = loop.segments[place]
    tag = pen.tag(stood)
    changes = {
        position: pen.text(getattr(new, field), f"{at}/{field}")
        for field, position in ELEMENTS[tag].items()
        if getattr(old, field) != getattr(new, field) or (stood == tag and field in WANTED)
    }
    if tag == "SV1":
        for field, (position, said) in FLAGS.items():
            if getattr(old, field) != getattr(new, field):
                changes[position] = said if getattr(new, field) else ""
    if any(getattr(old, field) != getattr(new, field) for field in COMPOSED):
        changes[PROCEDURE[tag]] = _procedure(loop, pen.at(stood, PROCEDURE[tag]), new, at)
    if old.diagnosis_pointers != new.diagnosis_pointers:
        changes |= _pointers(loop, tag, new, at)
    if tag == "SV3" and old.oral_cavity != new.oral_cavity:
        areas = [pen.text(area, f"{at}/oral_cavity") for area in new.oral_cavity]
        changes[CAVITY] = pen.composite(*areas)
    if changes:
        loop.segments[place] = pen.changed(stood, changes)
    write_list(loop, loop.find("TOO"), (old.teeth, new.teeth), lambda item: _tooth(loop, item, at), f"{at}/teeth")


def _procedure(loop: Loop, stood: str, new: ServiceLine, at: str) -> str:
    pen = loop.pen
    if len(new.modifiers) > MODIFIERS:
        raise CannotAmend(f"{at}/modifiers", f"the guide has room for {MODIFIERS} modifiers")
    if not new.procedure:
        if new.modifiers:
            raise CannotAmend(f"{at}/modifiers", "modifiers stand behind a procedure")
        return ""
    if not new.procedure_qualifier:
        raise CannotAmend(f"{at}/procedure_qualifier", "a procedure has one: HC, of a dental claim AD")
    modifiers = [pen.text(one, f"{at}/modifiers") for one in new.modifiers]
    parts = [
        pen.text(new.procedure_qualifier, f"{at}/procedure_qualifier"),
        pen.text(new.procedure, f"{at}/procedure"),
        *modifiers,
        *[""] * (MODIFIERS - len(modifiers)),
        pen.text(new.description, f"{at}/description"),
    ]
    return pen.recomposed(stood, dict(enumerate(parts, 1)))


def _pointers(loop: Loop, tag: str, new: ServiceLine, at: str) -> dict[int, str]:
    pen = loop.pen
    if tag not in POINTERS:
        raise CannotAmend(f"{at}/diagnosis_pointers", "the lines of institutional claims point to no diagnosis")
    if len(new.diagnosis_pointers) > POINTED:
        raise CannotAmend(f"{at}/diagnosis_pointers", f"a line points to at most {POINTED} diagnoses")
    pointers = [pen.text(one, f"{at}/diagnosis_pointers") for one in new.diagnosis_pointers]
    return {POINTERS[tag]: pen.composite(*pointers)}


def _tooth(loop: Loop, tooth: Tooth, at: str) -> str:
    pen = loop.pen
    surfaces = [pen.text(surface, f"{at}/teeth") for surface in tooth.surfaces]
    return pen.segment("TOO", "JP", pen.text(tooth.code, f"{at}/teeth"), pen.composite(*surfaces))
