"""CAS and loop 2430: what other payers decided, of the claim as a whole and of its lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from claims.claim import Adjustment, LineAdjudication
from claims.x12.amending.fields import Both, write_amount, write_date
from claims.x12.amending.loop import Loop
from claims.x12.amending.refusal import CannotAmend

TRIPLES = 6
"""Of a CAS."""


def write_adjustments(loop: Loop, change: Both[Sequence[Adjustment]], at: str) -> None:
    """CAS: up to six reasons of one group in each."""
    old, new = change
    if old == new:
        return
    pen = loop.pen
    loop.remove(loop.find("CAS"))
    for group, several in groupby(new, key=lambda one: one.group):
        triples = [[pen.text(one.code, at), pen.text(one.amount, at), pen.text(one.quantity, at)] for one in several]
        for start in range(0, len(triples), TRIPLES):
            texts = [text for triple in triples[start : start + TRIPLES] for text in triple]
            loop.insert(pen.segment("CAS", pen.text(group, at), *texts), at)


def write_adjudications(line: Loop, change: Both[Sequence[LineAdjudication]], at: str) -> None:
    """Loop 2430 of each payer that decided on the line."""
    old, new = change
    if old == new:
        return
    loops = line.within("SVD")
    if len(loops) != len(old) or [one.payer_id for one in old] != [one.payer_id for one in new]:
        raise CannotAmend(at, "a decision is changed where one stands, and neither added nor left out")
    for place, (loop, was, shall_be) in enumerate(zip(loops, old, new, strict=True)):
        _write(loop, was, shall_be, f"{at}/{place}")


def _write(loop: Loop, old: LineAdjudication, new: LineAdjudication, at: str) -> None:
    pen = loop.pen
    if (old.procedure, old.modifiers) != (new.procedure, new.modifiers):
        raise CannotAmend(f"{at}/procedure", "which service it decided on is that payer's to say")
    changes: dict[int, str] = {}
    if old.paid != new.paid:
        changes[2] = pen.text(new.paid, f"{at}/paid")
    if old.units != new.units:
        changes[5] = pen.text(new.units, f"{at}/units")
    if changes:
        loop.segments[0] = pen.changed(loop.segments[0], changes)
    write_adjustments(loop, (old.adjustments, new.adjustments), f"{at}/adjustments")
    if old.paid_date != new.paid_date:
        write_date(loop, "573", (new.paid_date, None), f"{at}/paid_date")
    if old.remaining != new.remaining:
        write_amount(loop, "EAF", new.remaining, f"{at}/remaining")
