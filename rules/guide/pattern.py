"""An expression for each form of a segment: what it matches is right. What it does not match is looked at closely."""

from __future__ import annotations

import re
from itertools import groupby
from typing import NamedTuple

from claims.x12.interchange import Delimiters
from rules.guide.table import COMPOSITE, Element, Guide, Use

DAY = (
    r"(?:19|20)\d\d(?:(?:0[13578]|1[02])(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)(?:0[1-9]|[12]\d|30)"
    r"|02(?:0[1-9]|1\d|2[0-8]))"
)
"""The day before a 1 March is left to the close look."""
HOUR = r"(?:[01]\d|2[0-3])[0-5]\d"
PERIODS = {"D8": DAY, "RD8": f"{DAY}-{DAY}", "DT": DAY + HOUR, "TM": HOUR}
"""By the code that says what form a date has."""
SIMPLE = {"D8": DAY, "RD8": PERIODS["RD8"], "TM": rf"{HOUR}(?:[0-5]\d(?:\d\d)?)?"}


class Part(NamedTuple):
    """One or two elements that belong together."""

    pattern: str
    required: bool
    slots: int


def matcher(use: Use, delimiters: Delimiters) -> re.Pattern[str]:
    """The expression for a whole segment of a use."""
    return re.compile(_segment(use, delimiters), re.ASCII)


def passage_matcher(guide: Guide, root: str, delimiters: Delimiters) -> re.Pattern[str]:
    """The expression for a whole passage above the claims, with nothing in it twice that may be there twice."""
    return re.compile(_loop(guide, root, delimiters), re.ASCII)


def _loop(guide: Guide, loop: str, delimiters: Delimiters) -> str:
    """A loop with the loops within it, in the order of the guide."""
    found = ""
    for use in guide.loops[loop].uses:
        own = _segment(use, delimiters) + _end(delimiters)
        found += own if use.usage == "R" else f"(?:{own})?"
    for inner in guide.loops[loop].inner:
        own = _loop(guide, inner, delimiters)
        found += own if guide.loops[inner].usage == "R" else f"(?:{own})?"
    return found


def _end(delimiters: Delimiters) -> str:
    return f"(?:{re.escape(delimiters.terminator)}|$)"


def _segment(use: Use, delimiters: Delimiters) -> str:
    mark = re.escape(delimiters.element)
    return use.tag + mark + _sequence(_parts(use, delimiters), mark)


def _sequence(parts: list[Part], mark: str) -> str:
    """The parts with marks between them; those at the end that are empty may be left out."""
    tail, needed = f"{mark}*", False
    for at in range(len(parts) - 1, -1, -1):
        part = parts[at]
        own = part.pattern if part.required else f"(?:{part.pattern})?" if part.slots == 1 else part.pattern
        piece = (mark if at else "") + own + tail
        needed = needed or part.required
        tail = piece if needed or not at else f"(?:{piece})?"
    return tail


def _parts(use: Use, delimiters: Delimiters) -> list[Part]:
    """The parts of a segment, one for each position up to the last that the guide uses."""
    component = re.escape(delimiters.component)
    simple, whole = [], {}
    for position, rows in groupby(use.form, key=lambda one: one.position):
        first, *components = rows
        if first.type == COMPOSITE:
            inner = _sequence(_joined(components, component, delimiters, ()), component)
            whole[position] = Part(inner, first.usage == "R", 1)
        simple.append(first)
    return _joined(simple, re.escape(delimiters.element), delimiters, use.qualifiers, whole)


def _joined(
    elements: list[Element],
    mark: str,
    delimiters: Delimiters,
    qualifiers: tuple[str, ...],
    whole: dict[int, Part] | None = None,
) -> list[Part]:
    parts: list[Part] = []
    due = 1
    for at, element in enumerate(elements):
        own = element.component or element.position
        parts += [Part("", required=False, slots=1)] * (own - due)
        due = own + 1
        before = elements[at - 1] if at else None
        if element.type == "PERIOD" and before:
            pairs = "|".join(f"{code}{mark}{PERIODS[code]}" for code in before.codes)
            parts[-1] = Part(f"(?:{pairs})", before.usage == "R", 2)
        elif element.usage == "P" and before:
            pair = f"{parts[-1].pattern}{mark}{_value(element, delimiters)}"
            parts[-1] = Part(f"(?:{pair}|{mark})", required=False, slots=2)
        elif whole and element.position in whole:
            parts.append(whole[element.position])
        else:
            codes = qualifiers if own == 1 and qualifiers else element.codes
            parts.append(Part(_value(element, delimiters, codes), element.usage == "R", 1))
    return parts


def _value(element: Element, delimiters: Delimiters, codes: tuple[str, ...] = ()) -> str:
    if codes := codes or element.codes:
        return f"(?:{'|'.join(map(re.escape, codes))})"
    if found := SIMPLE.get(element.type):
        return found
    if element.type == "N":
        return rf"\d{{{element.least},{element.most}}}"
    if element.type == "R":
        return rf"-?\d{{1,{element.most - 3}}}(?:\.\d{{1,3}})?"
    others = "".join(map(re.escape, {*delimiters}))
    return rf"[^\s{others}][^{others}]{{{element.least - 1},{element.most - 1}}}"
