"""Loops 2320 and 2330: other coverages of the patient, and what they have decided on the claim as a whole."""

from __future__ import annotations

from claims.claim import Claim, OtherPayer
from claims.x12.amending.decided import write_adjustments
from claims.x12.amending.fields import write_amount, write_date, write_reference
from claims.x12.amending.loop import Loop
from claims.x12.amending.refusal import CannotAmend
from claims.x12.coverage import AMOUNTS

ELEMENTS = {"responsibility": 1, "relationship": 2, "group_number": 3, "filing_indicator": 9}
"""Of SBR."""


def write(claim: Loop, before: Claim, after: Claim) -> None:
    """Write the other payers that differ, and leave out those that are gone."""
    olds, news = before.other_payers, after.other_payers
    if olds == news:
        return
    loops = claim.within("SBR")
    if len(news) > len(olds):
        raise CannotAmend("/other_payers", "a payer more takes a policy and its holder: add it where claims are made")
    free = list(range(len(olds)))
    for at, new in enumerate(news):
        stood = next((one for one in free if olds[one] == new), None)
        if stood is None:
            stood = next((one for one in free if olds[one].id == new.id), free[0])
        free.remove(stood)
        if new.id != olds[stood].id:
            _nothing_decided(before, olds[stood], f"/other_payers/{at}/id")
        _write(loops[stood], olds[stood], new, f"/other_payers/{at}")
    for gone in free:
        _nothing_decided(after, olds[gone], "/other_payers")
        claim.inner.remove(loops[gone])


def _nothing_decided(claim: Claim, payer: OtherPayer, at: str) -> None:
    """Lines name a payer that has decided on them by its id."""
    if any(one.payer_id == payer.id for line in claim.lines for one in line.adjudications):
        raise CannotAmend(at, "the lines tell what this payer decided")


def _write(loop: Loop, old: OtherPayer, new: OtherPayer, at: str) -> None:
    pen = loop.pen
    changes = {
        position: pen.text(getattr(new, field), f"{at}/{field}")
        for field, position in ELEMENTS.items()
        if getattr(old, field) != getattr(new, field)
    }
    if changes:
        loop.segments[0] = pen.changed(loop.segments[0], changes)
    write_adjustments(loop, (old.adjustments, new.adjustments), f"{at}/adjustments")
    for qualifier, field in AMOUNTS.items():
        if getattr(old, field) != getattr(new, field):
            write_amount(loop, qualifier, getattr(new, field), f"{at}/{field}")
    _names(loop, old, new, at)


def _names(loop: Loop, old: OtherPayer, new: OtherPayer, at: str) -> None:
    """Loops 2330A and 2330B: who holds the policy, and who pays."""
    pen = loop.pen
    if old.id != new.id and old.name != new.name:
        _drop(loop)
    for role, field, position in (("IL", "member_id", 9), ("PR", "name", 3), ("PR", "id", 9)):
        if getattr(old, field) != getattr(new, field):
            segments = _loop(loop, role, at).segments
            segments[0] = pen.changed(segments[0], {position: pen.text(getattr(new, field), f"{at}/{field}")})
    if old.paid_date != new.paid_date:
        write_date(_loop(loop, "PR", at), "573", (new.paid_date, None), f"{at}/paid_date")
    if old.control_number != new.control_number:
        write_reference(_loop(loop, "PR", at), "F8", new.control_number, f"{at}/control_number")


def _drop(loop: Loop) -> None:
    """Drop what was said by and of another payer, among it the numbers by which it knows the providers."""
    loop.remove([*loop.find("MIA"), *loop.find("MOA")])
    loop.inner = [one for one in loop.inner if one.role in {"IL", "PR"}]
    for payer in loop.within("NM1", "PR"):
        kept = {0, *payer.find("DTP", "573"), *payer.find("REF", "F8")}
        payer.segments = [segment for at, segment in enumerate(payer.segments) if at in kept]


def _loop(loop: Loop, role: str, at: str) -> Loop:
    found = loop.within("NM1", role)
    if not found:
        raise CannotAmend(at, f"its NM1 with {role} is missing")
    return found[-1]
