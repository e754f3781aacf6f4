"""Loop 2400: the service lines, which of them is which, and what differs in each."""

from __future__ import annotations

from msgspec.structs import replace

from claims.claim import Claim, Drug, ServiceLine
from claims.same_line import paired
from claims.x12.amending.decided import write_adjudications
from claims.x12.amending.dental import day_of_all
from claims.x12.amending.fields import write_attachments, write_conditions, write_date, write_notes, write_reference
from claims.x12.amending.guide import DRUG, LINE, MOST_LINES
from claims.x12.amending.loop import Loop
from claims.x12.amending.parties import write_roles
from claims.x12.amending.refusal import CannotAmend
from claims.x12.amending.service import write_service
from claims.x12.line import PARTIES, REFERENCES, SERVICES
from claims.x12.party import LINE_ROLES


def write(claim: Loop, before: Claim, after: Claim) -> None:
    """Write the lines that differ, those that are new, and leave out those that are gone."""
    if before.lines == after.lines:
        return
    loops = claim.within("LX")
    if len(loops) != len(before.lines):
        raise CannotAmend("/lines", "a service stands without an LX of its own")
    if not after.lines:
        raise CannotAmend("/lines", "a claim has at least one line")
    if len(after.lines) > max(MOST_LINES[claim.pen.kind], len(before.lines)):
        raise CannotAmend("/lines", f"the guide has room for {MOST_LINES[claim.pen.kind]} lines")
    pairs = paired(before.lines, after.lines)
    day = day_of_all(claim, [(loops[at], line) for at, line in zip(pairs, after.lines, strict=True) if at is not None])
    written = []
    for at, stood in enumerate(pairs):
        loop = _opened(claim) if stood is None else loops[stood]
        old = ServiceLine() if stood is None else before.lines[stood]
        if day and not loop.find("DTP", "472"):
            old = replace(old, service_date=day)
        _write_line(loop, old, after.lines[at], f"/lines/{at}")
        written.append(loop)
    others = [loop for loop in claim.inner if loop.opener != "LX"]
    claim.inner = [*others, *written]


def _opened(claim: Loop) -> Loop:
    pen = claim.pen
    return Loop(pen, "LX", ["LX", SERVICES[pen.kind]], LINE[pen.kind])


def _write_line(loop: Loop, old: ServiceLine, new: ServiceLine, at: str) -> None:
    pen = loop.pen
    if old == new:
        return
    if old.number != new.number:
        loop.segments[0] = pen.changed(loop.segments[0], {1: pen.text(new.number, f"{at}/number")})
    write_service(loop, old, new, at)
    write_attachments(loop, old.attachments, new.attachments, f"{at}/attachments")
    write_conditions(loop, old.conditions, new.conditions, f"{at}/conditions")
    days = (new.service_date, new.service_date_end)
    if (old.service_date, old.service_date_end) != days:
        if new.service_date_end and pen.kind == "dental":
            raise CannotAmend(f"{at}/service_date_end", "a dental service has one day")
        write_date(loop, "472", days, f"{at}/service_date")
    for qualifier, field in REFERENCES.items():
        if getattr(old, field) != getattr(new, field):
            write_reference(loop, qualifier, getattr(new, field), f"{at}/{field}")
    write_notes(loop, old.notes, new.notes, f"{at}/notes")
    _drug(loop, old.ndc, new.ndc, f"{at}/ndc")
    write_roles(loop, LINE_ROLES[pen.kind], PARTIES, (old, new), at)
    write_adjudications(loop, (old.adjudications, new.adjudications), f"{at}/adjudications")


def _drug(loop: Loop, old: Drug | None, new: Drug | None, at: str) -> None:
    """Loop 2410."""
    if old == new:
        return
    pen = loop.pen
    found = [one for one in loop.within("LIN") if pen.at(one.segments[0], 2) == "N4"]
    if pen.kind == "dental":
        raise CannotAmend(at, "dental claims tell no drug")
    if new is None:
        for one in found:
            loop.inner.remove(one)
        return
    if found:
        drug = found[-1]
    else:
        drug = Loop(pen, "LIN", [pen.segment("LIN", "", "N4")], DRUG)
        loop.add(drug)
    old = old or Drug()
    if not new.code:
        raise CannotAmend(f"{at}/code", "a drug has a code")
    drug.segments[0] = pen.changed(drug.segments[0], {3: pen.text(new.code, f"{at}/code")})
    if (old.quantity, old.unit) != (new.quantity, new.unit) or old == Drug():
        if new.quantity is None or not new.unit:
            raise CannotAmend(f"{at}/quantity", "the guide wants the quantity of a drug and its unit")
        quantity, unit = pen.text(new.quantity, f"{at}/quantity"), pen.text(new.unit, f"{at}/unit")
        stands = drug.find("CTP")
        stood = drug.segments[stands[-1]] if stands else "CTP"
        drug.put(pen.changed(stood, {4: quantity, 5: unit}), f"{at}/quantity", stands)
    if old.prescription != new.prescription:
        write_reference(drug, "XZ", new.prescription, f"{at}/prescription")
