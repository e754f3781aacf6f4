"""Fields of one segment each: references, dates, amounts; and lists of which each item is a segment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from claims.claim import Attachment, Note
from claims.x12.amending.loop import Loop
from claims.x12.amending.pen import Pen, Value
from claims.x12.amending.refusal import CannotAmend

Item = TypeVar("Item")
Both = tuple[Item, Item]
"""As it was, and as it shall be."""


def write_reference(loop: Loop, qualifier: str, value: str, field: str) -> None:
    """REF: one that REF04 gives to another payer stays as it is."""
    pen = loop.pen
    found = [at for at in loop.find("REF", qualifier) if not pen.at(loop.segments[at], 4)]
    _put(loop, found, ["REF", qualifier, pen.text(value, field)], value, field)


def write_amount(loop: Loop, qualifier: str, value: Value, field: str) -> None:
    """AMT."""
    found = loop.find("AMT", qualifier)
    _put(loop, found, ["AMT", qualifier, loop.pen.text(value, field)], value is not None, field)


def write_date(loop: Loop, qualifier: str, span: tuple[date | None, date | None], field: str) -> None:
    """DTP: a day, or a span of days where the second is given."""
    pen = loop.pen
    first, last = (pen.text(day, field) for day in span)
    if last and not first:
        raise CannotAmend(field, "the last day is given and the first is not")
    text, form = (f"{first}-{last}", "RD8") if last else (first, "D8")
    _put(loop, loop.find("DTP", qualifier), ["DTP", qualifier, form, text], first, field)


def _put(loop: Loop, found: Sequence[int], elements: list[str], given: object, field: str) -> None:
    pen = loop.pen
    if not given:
        loop.remove(found)
        return
    stood = loop.segments[found[-1]] if found else elements[0]
    loop.put(pen.changed(stood, dict(enumerate(elements))), field, found)


def write_list(
    loop: Loop, found: list[int], change: Both[Sequence[Item]], write: Callable[[Item], str], at: str
) -> None:
    """Write a list of which each item is a segment: one that stays, stays as it was written.

    Args:
        loop: where they stand.
        found: the segments of the list as it was.
        change: the list as it was, and as it shall be.
        write: makes the segment of an item.
        at: JSON pointer to the list.
    """
    old, new = (list(items) for items in change)
    if old == new:
        return
    if len(found) != len(old):
        raise CannotAmend(at, "the segments of this list are not those of the claim as it was read")
    stood = [loop.segments[place] for place in found]
    written = [stood[old.index(item)] if item in old else write(item) for item in new]
    for place, segment in zip(found, written, strict=False):
        loop.segments[place] = segment
    for segment in written[len(found) :]:
        loop.insert(segment, at)
    loop.remove(found[len(written) :])


def note(pen: Pen, item: Note, field: str) -> str:
    """NTE."""
    return pen.segment("NTE", pen.text(item.code, field), pen.text(item.text, field))


def attachment(pen: Pen, item: Attachment, field: str) -> str:
    """PWK."""
    number = pen.text(item.control_number, field)
    return pen.segment(
        "PWK", pen.text(item.type, field), pen.text(item.transmission, field), "", "", "AC" if number else "", number
    )


def write_notes(loop: Loop, old: Sequence[Note], new: Sequence[Note], field: str) -> None:
    """Every NTE of a loop."""
    write_list(loop, loop.find("NTE"), (old, new), lambda item: note(loop.pen, item, field), field)


def write_attachments(loop: Loop, old: Sequence[Attachment], new: Sequence[Attachment], field: str) -> None:
    """Every PWK of a loop."""
    write_list(loop, loop.find("PWK"), (old, new), lambda item: attachment(loop.pen, item, field), field)


def write_conditions(loop: Loop, old: Sequence[str], new: Sequence[str], field: str) -> None:
    """CRC: condition indicators as category and code; a category that changes is written anew."""
    pen = loop.pen
    for category in dict.fromkeys(one.partition(":")[0] for one in (*old, *new)):
        before, after = (_codes(one, category) for one in (old, new))
        if before == after:
            continue
        found = [
            at
            for at in loop.find("CRC", category)
            if category == "ZZ" or pen.at(loop.segments[at], 2).strip().upper() == "Y"
        ]
        loop.remove(found)
        for start in range(0, len(after), 5):
            codes = [pen.text(code, field) for code in after[start : start + 5]]
            said = "N" if category == "ZZ" and codes == ["NU"] else "Y"
            loop.insert(pen.segment("CRC", pen.text(category, field), said, *codes), field)


def _codes(conditions: Sequence[str], category: str) -> list[str]:
    return [code for one, _, code in (each.partition(":") for each in conditions) if one == category]
