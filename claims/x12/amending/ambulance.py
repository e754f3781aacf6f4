"""CR1, CRC with 07, and the loops of where a transport began and ended."""

from __future__ import annotations

from claims.claim import Ambulance, Claim
from claims.x12.amending.fields import write_conditions
from claims.x12.amending.loop import Loop
from claims.x12.amending.refusal import CannotAmend

NONE = Ambulance()
ENDS = {"PW": "pick_up_zip", "45": "drop_off_zip"}
"""NM101 of who stands where the transport began and ended."""


def write(loop: Loop, before: Claim, after: Claim) -> None:
    """Write what differs of an ambulance transport into loop 2300."""
    if before.ambulance == after.ambulance:
        return
    pen = loop.pen
    if after.ambulance is None:
        raise CannotAmend("/ambulance", "a transport is changed where one stands, and not left out")
    old, new = before.ambulance or NONE, after.ambulance
    found = loop.find("CR1")
    stood = loop.segments[found[-1]] if found else "CR1"
    changes: dict[int, str] = {}
    if old.patient_weight != new.patient_weight:
        weight = pen.text(new.patient_weight, "/ambulance/patient_weight")
        changes |= {1: "LB" if weight else "", 2: weight}
    if old.reason != new.reason:
        changes[4] = pen.text(new.reason, "/ambulance/reason")
    if old.miles != new.miles:
        miles = pen.text(new.miles, "/ambulance/miles")
        changes |= {5: "DH" if miles else "", 6: miles}
    if old.description != new.description:
        place = 9 if pen.at(stood, 9) and not pen.at(stood, 10) else 10
        changes[place] = pen.text(new.description, "/ambulance/description")
    if changes:
        loop.put(pen.changed(stood, changes), "/ambulance", found)
    write_conditions(
        loop, [f"07:{one}" for one in old.conditions], [f"07:{one}" for one in new.conditions], "/ambulance/conditions"
    )
    for role, field in ENDS.items():
        if getattr(old, field) != getattr(new, field):
            _end(loop, role, getattr(new, field), f"/ambulance/{field}")


def _end(loop: Loop, role: str, code: str, at: str) -> None:
    places = [place for place in loop.within("NM1", role) if place.find("N4")]
    if not places:
        raise CannotAmend(at, "the place with its street and city is not in the claim")
    place = places[-1]
    where = place.find("N4")[-1]
    place.segments[where] = loop.pen.changed(place.segments[where], {3: loop.pen.text(code, at)})
