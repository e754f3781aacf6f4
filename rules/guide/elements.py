"""A close look at one segment: which of its elements is not as the guide has it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from claims.x12.interchange import Delimiters
from claims.x12.values import day, form
from rules.guide.complaint import Complaint
from rules.guide.table import COMPOSITE, Element, Use

NUMBER = re.compile(r"-?(?=\.?\d)\d*\.?\d*", re.ASCII)
WHOLE = re.compile(r"-?\d+", re.ASCII)
TIME = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\d\d?)?)?", re.ASCII)
MOMENT = re.compile(r"\d{8}(?:[01]\d|2[0-3])[0-5]\d", re.ASCII)
EXPECTED = {
    "D8": "a date as CCYYMMDD",
    "RD8": "two dates as CCYYMMDD-CCYYMMDD",
    "DT": "date and time as CCYYMMDDHHMM",
    "TM": "a time as HHMM",
    "N": "a whole number",
    "R": "a number",
}
STATE, COUNTRY = 2, 4
"""Elements of N4."""
MOST_CODES = 12
"""Codes that a message lists."""
MOST_SHOWN = 3
"""Characters of a code that a message shows: longer ones may be something else that fell into its place."""


class Where(NamedTuple):
    """The segment that is looked at."""

    use: Use
    delimiters: Delimiters
    abroad: bool = False
    """An address with a country: its state is in no list of ours."""


def look(use: Use, segment: str, delimiters: Delimiters) -> Iterator[Complaint]:
    """What is wrong with the elements of a segment of a use."""
    texts = ["", *segment.split(delimiters.element)[1:]]
    where = Where(use, delimiters, abroad=use.tag == "N4" and any(texts[COUNTRY : COUNTRY + 1]))
    simple = {one.position: one for one in use.form if not one.component}
    for position in range(1, max(len(texts), max(simple) + 1)):
        text = texts[position] if position < len(texts) else ""
        element = simple.get(position)
        if element is None:
            if text.strip(" "):
                yield _said(where, "not_used", f"{use.tag}{position:02}", "what the guide has no use for")
        elif element.type == COMPOSITE:
            yield from _composite(where, element, text)
        else:
            before = texts[position - 1] if 1 <= position - 1 < len(texts) else ""
            yield from _simple(where, element, text, before)


def _composite(where: Where, element: Element, text: str) -> Iterator[Complaint]:
    label = element.label(where.use.tag)
    if not text.strip(" "):
        if element.usage == "R":
            yield _said(where, "missing", label, element.name)
        return
    parts = ["", *text.split(where.delimiters.component)]
    known = {one.component: one for one in where.use.form if one.position == element.position and one.component}
    for component in range(1, max(len(parts), max(known) + 1)):
        part = parts[component] if component < len(parts) else ""
        inner = known.get(component)
        if inner is not None:
            before = parts[component - 1] if component - 1 < len(parts) else ""
            yield from _simple(where, inner, part, before)
        elif part.strip(" "):
            yield _said(where, "not_used", f"{label}-{component}", "what the guide has no use for")


def _simple(where: Where, element: Element, text: str, before: str) -> Iterator[Complaint]:
    label = element.label(where.use.tag)
    if not text.strip(" "):
        if element.usage == "R" or (element.usage == "P" and before):
            yield _said(where, "missing", label, element.name)
        return
    if element.usage == "P" and not before:
        yield _said(where, "unpaired", label, element.name)
    codes = where.use.qualifiers if label in {f"{where.use.tag}01", "HI01-1"} else ()
    codes = codes or element.codes
    if codes and not (where.abroad and element.position == STATE):
        plain = text.lstrip("0") if element.type == "N" else text
        if plain not in codes:
            yield unknown_code(where.use.loop, label, element.name, text, codes)
    else:
        yield from _value(where, element, label, text, before)


def _value(where: Where, element: Element, label: str, text: str, before: str) -> Iterator[Complaint]:
    if mark := next((mark for mark in where.delimiters[1:3] if mark and mark in text), ""):
        yield _said(where, "separator", label, element.name, mark=mark)
        return
    kind = before if element.type == "PERIOD" else element.type
    if kind in EXPECTED and not _is_of(kind, text):
        yield _said(where, "malformed", label, element.name, found=form(text), expected=EXPECTED[kind])
        return
    length = sum(map(str.isdigit, text)) if kind in {"N", "R"} else len(text)
    if length > element.most:
        yield _said(where, "too_long", label, element.name, length=length, most=element.most)
    elif length < element.least:
        yield _said(where, "too_short", label, element.name, length=length, least=element.least)


def _is_of(kind: str, text: str) -> bool:
    if kind == "D8":
        return _is_day(text)
    if kind == "RD8":
        first, _, last = text.partition("-")
        return _is_day(first) and _is_day(last)
    if kind == "DT":
        return bool(MOMENT.fullmatch(text)) and day(text) is not None
    return {"TM": TIME, "N": WHOLE, "R": NUMBER}[kind].fullmatch(text) is not None


def _is_day(text: str) -> bool:
    return len(text) == 8 and day(text) is not None  # noqa: PLR2004 - CCYYMMDD


def unknown_code(loop: str, label: str, name: str, text: str, codes: Sequence[str]) -> Complaint:
    """The complaint about a code that the guide does not list."""
    listed = ", ".join(codes[:MOST_CODES]) + (" …" if len(codes) > MOST_CODES else "")
    sent = text if len(text) <= MOST_SHOWN else f"of {len(text)} characters"
    return Complaint("codes", "value", loop, label, sent, {"name": name, "codes": listed})


def _said(where: Where, kind: str, label: str, name: str, **facts: object) -> Complaint:
    return Complaint("elements", kind, where.use.loop, label, "", {"name": name, **facts})
