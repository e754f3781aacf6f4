"""Operations whose days before and after take other services in (42 CFR 414.40; Claims Processing Manual, 12, 40)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from claims.claim import Claim, Provider, ServiceLine
from claims.sent.lines import SentLine
from rules.context import Context
from rules.problem import NoData
from rules.reference.fees import FEES, Fee

DAYS = {"000": 0, "010": 10, "090": 90}
"""Days after the operation, by the indicator; with 090 the day before is taken in too."""
EVE = -1
SURGERY = ("10004", "69990")
"""First and last code of the surgery section."""
NOT_THE_PACKAGE = frozenset(("54", "55", "56", "80", "81", "82", "AS"))
"""Modifiers of who gave only a part of the care, or assisted."""


class Operation(Struct, frozen=True, gc=False):
    """An operation near a line's day."""

    code: str
    since: int
    """Days from the operation to the line; -1 is the eve."""
    days: int
    """For how long it takes services in."""
    here: bool
    """On the same claim; else on one that was sent before, of whose answer nothing may be known."""
    same_clinician: bool
    """Else of the same specialty in the same practice, which Medicare takes for one."""
    fee: Fee
    day: date


def is_surgery(code: str) -> bool:
    """Whether a code is of the surgery section."""
    first, last = SURGERY
    return first <= code <= last and len(code) == len(first)


def operations_near(claim: Claim, line: ServiceLine, day: date, context: Context) -> Iterator[Operation | NoData]:
    """Operations of the same clinician or specialty, here or on earlier claims, whose package takes a day in."""
    who = claim.renders(line)
    for other in claim.lines:
        on = other.service_date
        if not on or other is line or not may_take_in(other.procedure, on, context):
            continue
        if EVE <= (day - on).days <= DAYS["090"]:
            by = claim.renders(other)
            here = SentLine(claim.claim_id, other.procedure, other.modifiers, 1, by.npi, by.taxonomy)
            yield from _taken_in(here, on, who, day, context, here=True)
    for code, on in context.sent.surgeries(claim, line, context.today) if context.sent else ():
        fee = fee_on(context, code, on)
        if isinstance(fee, NoData):
            yield fee
        elif fee is not None and fee.global_days in DAYS:
            for sent in context.sent.on_day(claim, on, context.today) if context.sent else ():
                if sent.procedure == code and not sent.denied:
                    yield from _taken_in(sent, on, who, day, context, here=False)


def may_take_in(code: str, day: date, context: Context) -> bool:
    """Whether a code is one of surgery whose payment takes in other services, or of which nobody can tell."""
    if not is_surgery(code):
        return False
    fee = fee_on(context, code, day)
    return isinstance(fee, NoData) or (fee is not None and fee.global_days in DAYS)


def fee_on(context: Context, code: str, day: date) -> Fee | NoData | None:
    """The row of a whole service on a day."""
    rows = context.shelf.find(FEES, code, day)
    if rows is None:
        return context.shelf.lacks(FEES)
    for row in rows:
        if not row.modifier:
            return row
    return None


def _taken_in(
    operation: SentLine, on: date, who: Provider, day: date, context: Context, *, here: bool
) -> Iterator[Operation | NoData]:
    same_clinician = bool(who.npi) and operation.clinician == who.npi
    same_specialty = bool(who.taxonomy) and operation.taxonomy == who.taxonomy
    if not (same_clinician or same_specialty) or not NOT_THE_PACKAGE.isdisjoint(operation.modifiers):
        return
    fee = fee_on(context, operation.procedure, on)
    if isinstance(fee, NoData):
        yield fee
    elif fee is not None and (days := DAYS.get(fee.global_days)) is not None:
        since = (day - on).days
        if 0 <= since <= days or (since == EVE and fee.global_days == "090"):
            yield Operation(operation.procedure, since, days, here, same_clinician, fee, on)
