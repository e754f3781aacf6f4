"""STC segments, and what they come to: accepted or rejected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from claims.x12 import values
from claims.x12.acknowledgements.acknowledged import Decision, Status, StatusNote
from claims.x12.segment import Segment, UnreadableError

CATEGORY = re.compile(r"[A-Z]{1,2}\d{1,2}", re.ASCII)

REJECTING = frozenset(["A3", "A4", "A6", "A7", "A8"])
"""Categories of what will not be adjudicated: returned, not found, information missing, invalid, or at odds."""

ACCEPTING = re.compile(r"A[0125]|[DFPR]\w+", re.ASCII)
"""Categories of what was received, passed on or split; D, F, P and R speak of what is adjudicated already."""

MAX_TEXT = 264
"""Characters of STC12."""

Flaws = list[UnreadableError]
"""Elements that could not be read, and were left out."""


def note_of(segment: Segment, component: str, flaws: Flaws) -> StatusNote:
    """One STC.

    Args:
        segment: the STC.
        component: the separator within STC01, STC10 and STC11.
        flaws: takes the elements that cannot be read.

    Raises:
        UnreadableError: neither a status nor an action can be read, so that the STC says nothing.
    """
    statuses = []
    for position in (1, 10, 11):
        text = segment.at(position)
        category, code, entity = [*(part.strip().upper() for part in text.split(component)), "", ""][:3]
        if CATEGORY.fullmatch(category):
            statuses.append(Status(category, code[:MAX_TEXT], entity[:MAX_TEXT]))
        elif text or position == 1:
            flaws.append(segment.wrong(position, category, "a category such as A1, a status code, and an entity"))
    action = segment.at(3).upper()
    if action not in {"", "U", "WQ"}:
        flaws.append(segment.wrong(3, action, "U (rejected) or WQ (accepted)"))
        action = ""
    if not statuses and not action:
        raise flaws.pop()
    text = values.name(segment.at(12))[:MAX_TEXT]
    return StatusNote(tuple(statuses), day(segment, 2, flaws), action, number(segment, 4, flaws), text)


def add_note(segment: Segment, component: str, notes: list[StatusNote], flaws: Flaws) -> None:
    """Add what an STC says to the notes, or to the flaws where it says nothing."""
    try:
        notes.append(note_of(segment, component, flaws))
    except UnreadableError as flaw:
        flaws.append(flaw)


def decision(notes: Sequence[StatusNote]) -> Decision:
    """What status notes come to together: rejected as soon as one of them rejects, by its action or by a category."""
    found: Decision = "unclear"
    for note in notes:
        if note.action == "U" or any(status.category in REJECTING for status in note.statuses):
            return "rejected"
        if note.action == "WQ" or any(ACCEPTING.fullmatch(status.category) for status in note.statuses):
            found = "accepted"
    return found


def at_odds(note: StatusNote) -> bool:
    """Whether action and categories contradict each other."""
    rejecting = [status.category in REJECTING for status in note.statuses]
    return (note.action == "WQ" and any(rejecting)) or (note.action == "U" and bool(rejecting) and not any(rejecting))


def effective(notes: Sequence[StatusNote]) -> date | None:
    """The latest day of the notes."""
    return max((note.effective for note in notes if note.effective), default=None)


def charge(notes: Sequence[StatusNote]) -> Decimal | None:
    """The first charge of the notes."""
    return next((note.charge for note in notes if note.charge is not None), None)


def day(segment: Segment, position: int, flaws: Flaws) -> date | None:
    """A day, or a flaw where something else stands."""
    try:
        return segment.day(position)
    except UnreadableError as flaw:
        flaws.append(flaw)
        return None


def days(segment: Segment, position: int, flaws: Flaws) -> tuple[date | None, date | None]:
    """First and last day of a DTP of the form D8 or RD8."""
    first, _, last = segment.at(position).partition("-")
    found = values.day(first), values.day(last or first)
    if None in found:
        flaws.append(segment.wrong(position, segment.at(position), "a day as CCYYMMDD, or two with - between"))
    return found


def number(segment: Segment, position: int, flaws: Flaws) -> Decimal | None:
    """A number, or a flaw where something else stands."""
    try:
        return segment.amount(position)
    except UnreadableError as flaw:
        flaws.append(flaw)
        return None
