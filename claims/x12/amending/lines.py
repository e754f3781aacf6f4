"""Loop 2400: the service lines, which of them is which, and what differs in each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace

from claims.claim import Claim, Drug, ServiceLine
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
        write_date(loop, "472", days, f"{at}/service_date")
    for qualifier, field in REFERENCES.items():
        if getattr(old, field) != getattr(new, field):
            write_reference(loop, qualifier, getattr(new, field), f"{at}/{field}")
    write_notes(loop, old.notes, new.notes, f"{at}/notes")
    _drug(loop, old.ndc, new.ndc, f"{at}/ndc")
    write_roles(loop, LINE_ROLES[pen.kind], PARTIES, (old, new), at)
    if old.adjudications != new.adjudications:
        raise CannotAmend(f"{at}/adjudications", "what another payer decided is that payer's to change")


def _drug(loop: Loop, old: Drug | None, new: Drug | None, at: str) -> None:
    """Loop 2410."""
    if old == new:
        return
    pen = loop.pen
    found = [one for one in loop.within("LIN") if pen.at(one.segments[0], 2) == "N4"]
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


def paired(old: Sequence[ServiceLine], new: Sequence[ServiceLine]) -> list[int | None]:
    """For each new line the old one that it was, ``None`` where it is a line more.

    The segments of a line hold more than a claim keeps of them, and that goes where the line goes. Lines are told by
    their control numbers, then by what they hold, then by how much of it is the same.
    """
    found: list[int | None] = [None] * len(new)
    free = dict.fromkeys(range(len(old)))
    numbers = [line.control_number for line in old]
    for at, line in enumerate(new):
        number = line.control_number
        if number and numbers.count(number) == 1 and sum(one.control_number == number for one in new) == 1:
            found[at] = numbers.index(number)
            free.pop(numbers.index(number))
    for at, line in enumerate(new):
        same = next((one for one in free if _same(old[one], line)), None)
        if found[at] is None and same is not None:
            found[at] = same
            free.pop(same)
    for at, line in enumerate(new):
        likely = max(free, key=partial(_alike, old, line, at), default=None)
        if found[at] is None and likely is not None and _alike(old, line, at, likely)[0]:
            found[at] = likely
            free.pop(likely)
    return found


def _same(old: ServiceLine, new: ServiceLine) -> bool:
    return replace(old, number=new.number) == new


def _alike(olds: Sequence[ServiceLine], new: ServiceLine, at: int, stood: int) -> tuple[int, int]:
    """How much speaks for a line being the one that stood there: its number or its service, then how near it is."""
    old = olds[stood]
    if (old.procedure, old.revenue_code) != (new.procedure, new.revenue_code) and old.number != new.number:
        return 0, 0
    return sum(getattr(old, name) == getattr(new, name) for name in ServiceLine.__struct_fields__), -abs(stood - at)
