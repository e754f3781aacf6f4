"""From complaints of the guide to a rule's problems: each fault is told once, at its field if it has one."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from importlib.resources import files

from claims.claim import Claim, ClaimType
from claims.field import fields_by_place
from claims.origin import Origin
from rules.context import Context
from rules.guide.complaint import Complaint, Group
from rules.guide.walk import walk
from rules.problem import NOT_APPLICABLE, Problem, Said

MISSING = ("elements", "missing")


def said(group: Group, claim: Claim, context: Context) -> Said:
    """What one of the three rules tells of a claim.

    A claim that was never an 837 has no segments to look at. What the reader could not read, and what another rule
    says when it is missing (``told.csv``), is told there.
    """
    origin = context.origin
    if origin is None or origin.delimiters is None:
        yield NOT_APPLICABLE
        return
    found = walk(origin)
    if not found:
        return
    unread = {(one.segment, one.element.partition("-")[0]) for one in context.faults if one.loses != "nothing"}
    for number, complaint in found:
        if complaint.group == group and not _is_told_elsewhere(number, complaint, unread):
            facts = {"loop": complaint.loop, "place": complaint.label, **complaint.facts}
            field = _field(claim.claim_type, origin, complaint, number)
            x12 = f"{complaint.loop} {complaint.label}".strip()
            yield Problem(complaint.kind, field, complaint.sent, facts, x12=x12, segment=number)


def _is_told_elsewhere(number: int, complaint: Complaint, unread: AbstractSet[tuple[int, str]]) -> bool:
    if complaint.kind == "missing":
        return (complaint.loop, complaint.label) in _told()
    return complaint.group != "segments" and (number, complaint.label.partition("-")[0]) in unread


def told(origin: Origin | None) -> frozenset[tuple[int, str]]:
    """What the guide tells of what could not be read: segment of the file, and element where one is missing.

    The element is that of the whole composite, and empty where the segment itself cannot stand there.
    """
    if origin is None or origin.delimiters is None:
        return frozenset()
    found = walk(origin)
    strange = {(number, "") for number, one in found if one.kind in {"unknown", "misplaced", "role"}}
    return frozenset(strange) | {
        (number, one.label.partition("-")[0]) for number, one in found if (one.group, one.kind) == MISSING
    }


def _field(kind: ClaimType, origin: Origin, complaint: Complaint, number: int) -> str:
    """The field of the claim; empty where the place holds none, or may hold several."""
    field = _fields(kind).get(f"{complaint.loop} {complaint.label}", "")
    if "*" not in field:
        return field
    line = line_at(origin, number)
    field = field.replace("/lines/*", f"/lines/{line}", 1)
    return "" if "*" in field or line < 0 else field


def line_at(origin: Origin, number: int) -> int:
    """Which line of the claim, counted from 0, a segment of the file stands in; -1 where in none."""
    own = origin.passages[-1]
    if origin.delimiters is None or number < own.first:
        return -1
    before = own.text.split(origin.delimiters.terminator)[: number - own.first + 1]
    return sum(segment.startswith(f"LX{origin.delimiters.element}") for segment in before) - 1


@cache
def _fields(kind: ClaimType) -> Mapping[str, str]:
    """The field of each place that holds one field alone."""
    places = fields_by_place(kind)
    count = Counter(places.values())
    return {place: field for field, place in places.items() if count[place] == 1}


@cache
def _told() -> Mapping[tuple[str, str], str]:
    """Which other rule tells what is missing, by loop and element or segment."""
    text = files("rules.guide").joinpath("told.csv").read_text("utf-8")
    return {(row["loop"], row["label"]): row["rule"] for row in csv.DictReader(text.splitlines())}
