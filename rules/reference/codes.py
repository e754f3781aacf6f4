"""Whether a code is in force on a day, by the edition of that day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, Literal

from msgspec import Struct

from rules.reference.kind import Kind
from rules.reference.lists import DIAGNOSES, HCPCS, MODIFIERS, PLACES, PROCEDURES
from rules.reference.shelf import Shelf

CATEGORY = 3
"""Letters of the shortest category of diagnoses."""

Status = Literal["valid", "header", "ended", "not yet", "unknown"]
"""In force; a category that longer codes divide; no longer; not yet; in no edition."""


class Code(Struct, frozen=True, gc=False):
    """What the editions at hand say of a code on a day."""

    status: Status
    start: date | None = None
    """When it began, or begins."""
    end: date | None = None
    """When it ended, or ends."""


@lru_cache(8192)
def diagnosis(shelf: Shelf, code: str, day: date) -> Code | None:
    """An ICD-10-CM code, without its point; ``None`` where no edition covers the day."""
    return lookup(shelf, DIAGNOSES, code, day)


@lru_cache(4096)
def level_two(shelf: Shelf, code: str, day: date) -> Code | None:
    """A HCPCS Level II code; ``None`` where the editions cannot tell. The D codes are the ADA's and not in them."""
    return lookup(shelf, HCPCS, code, day)


@lru_cache(4096)
def procedure(shelf: Shelf, code: str, day: date) -> Code | None:
    """A CPT or HCPCS code in the list that a user loaded; ``None`` where none covers the day."""
    return lookup(shelf, PROCEDURES, code, day)


@lru_cache(1024)
def place_of_service(shelf: Shelf, code: str, day: date) -> Code | None:
    """A place of service code; ``None`` where no edition covers the day."""
    return lookup(shelf, PLACES, code, day)


@lru_cache(1024)
def modifier(shelf: Shelf, code: str, day: date) -> Code | None:
    """A modifier; ``None`` where no edition covers the day."""
    return lookup(shelf, MODIFIERS, code, day)


CHARACTERS = "ABCDEFGHJKMNPQRSTUVWXYZ0123456789"
SEVENTH = 7
PLACEHOLDER = "X"


def seventh_characters(shelf: Shelf, code: str, day: date) -> str:
    """The seventh characters that make a valid diagnosis of a category; empty where it needs none.

    A shorter category is filled up with the placeholder first (ICD-10-CM guidelines, sections I.A.4 and I.A.5).
    """
    stem = code.ljust(SEVENTH - 1, PLACEHOLDER)
    return "".join(last for last in CHARACTERS if _is_valid(shelf, stem + last, day)) if len(code) < SEVENTH else ""


def with_placeholders(shelf: Shelf, code: str, day: date) -> str:
    """The diagnosis that a code becomes when its last character is moved to the seventh place; empty if it is none."""
    moved = code[:-1].ljust(SEVENTH - 1, PLACEHOLDER) + code[-1:]
    return moved if CATEGORY < len(code) < SEVENTH and _is_valid(shelf, moved, day) else ""


def _is_valid(shelf: Shelf, code: str, day: date) -> bool:
    found = diagnosis(shelf, code, day)
    return found is not None and found.status == "valid"


def is_listed(shelf: Shelf, kind: Kind[Any], code: str) -> bool:
    """Whether any edition at hand lists a code, whatever its dates."""
    return any(held.rows.find(code) for held in shelf.held(kind))


def lookup(shelf: Shelf, kind: Kind[Any], code: str, day: date) -> Code | None:
    """A code of any list with windows of time; ``None`` where no edition covers the day.

    Of a day that no edition covers, what the latest one knows as ended has ended.
    """
    held = shelf.on(kind, day, code)
    rows = held.rows.find(code) if held else ()
    holding = [row for row in rows if (not row.start or row.start <= day) and (not row.end or day <= row.end)]
    for row in holding:
        if getattr(row, "billable", True):
            return Code("valid", row.start, row.end)
    spans = _spans(shelf, kind, code)
    ended = [row for row in spans if row.end and row.end < day]
    if ended and (held or len(ended) == len(spans)):
        row = max(ended, key=lambda row: row.end)
        return Code("ended", row.start, row.end)
    if held is None:
        return None
    if holding:
        return Code("header")
    later = [row for row in (*spans, *rows) if row.start and row.start > day]
    if later:
        row = min(later, key=lambda row: row.start)
        return Code("not yet", row.start, row.end)
    return Code("unknown") if held.edition.complete_from <= day else None


def _spans(shelf: Shelf, kind: Kind[Any], code: str) -> list[Any]:
    """The windows of a code in the latest edition that lists it."""
    for held in shelf.held(kind):
        spans = [row for row in held.rows.find(code) if getattr(row, "billable", True)]
        if spans:
            return spans
    return []
