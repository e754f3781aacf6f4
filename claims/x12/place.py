"""Where a field of a claim stood in its file: found by walking the claim's own segments again, when somebody asks.

``claims/fields.csv`` says to which loop and element a field belongs; what is here finds that element among the
segments: by the qualifier where one segment id serves many fields, by counting where a field is a list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from claims.claim import ClaimType
from claims.field import place_by_type
from claims.origin import Origin
from claims.place import Place
from claims.x12 import claim, coverage, line
from claims.x12.diagnoses import DIAGNOSES, OCCURRENCES, PROCEDURES
from claims.x12.interchange import Delimiters
from claims.x12.loops import loops
from claims.x12.party import CLAIM_ROLES, LINE_ROLES

BELONGS = re.compile(r"(?P<loop>\S+) (?P<tag>[A-Z][A-Z0-9]+?)(?:(?P<element>\d\d)(?:-(?P<component>\d+))?)?")

LEVELS = {
    "ST": "ST",
    "BHT": "ST",
    "2000A": "20",
    "2010A": "20",
    "2000B": "22",
    "2010B": "22",
    "2000C": "23",
    "2010C": "23",
}
"""The passage that a loop is in; those that are not named are the claim's own."""


SERVICES: dict[str, ClaimType] = {"SV1": "professional", "SV2": "institutional", "SV3": "dental"}


class Row(NamedTuple):
    """A segment of the claim with what is known of its place."""

    number: int
    loop: str
    role: str
    """NM101 of the NM1 whose loop it is in."""
    elements: list[str]


class Target(NamedTuple):
    """What is looked for."""

    loop: str
    tag: str
    element: int
    component: int


def find(origin: Origin, field: str) -> Place | None:
    """``Origin.place`` for a claim of an X12 file."""
    path = field.strip("/").split("/")
    belongs = _belongs(origin, field, path)
    if path[0] == "patient" and not any(one.level == "23" for one in origin.passages):
        belongs = belongs.replace("2010CA", "2010BA").replace("2000C PAT01", "2000B SBR02").replace("2000C", "2000B")
    match = BELONGS.fullmatch(belongs)
    if match is None or origin.delimiters is None:
        return None
    target = Target(match["loop"], match["tag"], int(match["element"] or 0), int(match["component"] or 0))
    rows = _scope(_rows(origin, target.loop), path)
    if not rows:
        return Place(0, target.loop, _element(target))
    if origin.claim_type == "dental" and path[0] == "lines" and path[-1] == "service_date":
        rows += _until(_rows(origin, "2300"), ("SBR", "LX"))  # a dental claim has one day for all its lines
        rows.sort(key=lambda row: row.number)
    own = [row for row in rows if row.elements[0] == target.tag and _is_meant(row, target, path, origin.claim_type)]
    counted = _counted(path, own, target, origin.delimiters)
    if counted is not None:
        row, target = counted
        return Place(row.number, target.loop, _element(target))
    if own:
        return Place(own[-1].number, target.loop, _element(target))
    inside = [row for row in rows if row.loop == target.loop]
    return Place(inside[0].number if inside else 0, target.loop, _element(target))


def _belongs(origin: Origin, field: str, path: list[str]) -> str:
    """Loop and element of a field, by the guide of the claim, or of the service segment that its line really has."""
    kind = origin.claim_type
    if path[0] == "lines" and len(path) > 2:  # noqa: PLR2004 - /lines/0/charge
        tags = {row.elements[0] for row in _scope(_rows(origin, "2400"), path[:2])}
        kind = next((of for tag, of in SERVICES.items() if tag in tags), kind)
    belongs = place_by_type(field, kind).x12
    if not belongs:
        others = (place_by_type(field, of).x12 for of in SERVICES.values())
        belongs = next((one for one in others if one.startswith(("2300", "2400"))), "")
    return belongs


def _element(target: Target) -> str:
    element = f"{target.tag}{target.element:02}" if target.element else target.tag
    return f"{element}-{target.component}" if target.component else element


def _rows(origin: Origin, loop: str) -> list[Row]:
    """The segments of the passage in which a loop stands."""
    assert origin.delimiters is not None
    wanted = LEVELS.get(loop[:5], "CLM")
    rows: list[Row] = []
    role = ""
    for passage in origin.passages:
        if passage.level != wanted:
            continue
        segments = passage.text.split(origin.delimiters.terminator)
        walked = loops(passage.level, origin.claim_type, segments, origin.delimiters.element)
        for number, (at, elements) in enumerate(walked, passage.first):
            role = elements[1] if elements[0] == "NM1" and len(elements) > 1 else role
            rows.append(Row(number, at, role, elements))
    return rows


def _scope(rows: list[Row], path: list[str]) -> list[Row]:
    """Of the claim's segments those of the line, the coverage or the decision that the path leads through."""
    if path[0] == "lines":
        if len(path) == 1:
            return [row for row in rows if row.elements[0] == "LX"]
        rows = _block(rows, "LX", int(path[1]), ("LX",))
        if path[2:3] == ["adjudications"] and len(path) > 3:  # noqa: PLR2004 - /lines/0/adjudications/0
            rows = _block(rows, "SVD", int(path[3]), ("SVD", "LQ"))
        return rows
    rows = _until(rows, ("LX",))
    if path[0] == "other_payers":
        return _block(rows, "SBR", int(path[1]) if len(path) > 1 else 0, ("SBR",))
    return rows if rows and rows[0].elements[0] != "CLM" else _until(rows, ("SBR",))


def _block(rows: list[Row], opener: str, index: int, closers: tuple[str, ...]) -> list[Row]:
    starts = [at for at, row in enumerate(rows) if row.elements[0] == opener]
    if index >= len(starts):
        return []
    start = starts[index]
    return [rows[start], *_until(rows[start + 1 :], closers)]


def _until(rows: list[Row], closers: tuple[str, ...]) -> list[Row]:
    end = next((at for at, row in enumerate(rows) if row.elements[0] in closers and at), len(rows))
    return rows[:end]


def _inverse(*tables: dict[str, str]) -> dict[str, frozenset[str]]:
    return {field: frozenset([qualifier]) for table in tables for qualifier, field in table.items()}


CLAIM_QUALIFIERS = _inverse(claim.REFERENCES, claim.DATES) | {
    "statement_from": frozenset(["434"]),
    "statement_through": frozenset(["434"]),
    "admission_hour": frozenset(["435"]),
    "discharge_hour": frozenset(["096"]),
    "discharge_date": frozenset(["096"]),
    "patient_paid": frozenset(["F5"]),
    "tax_id": frozenset(["EI", "SY"]),
}
LINE_QUALIFIERS = _inverse(line.REFERENCES) | {
    "service_date": frozenset(["472"]),
    "service_date_end": frozenset(["472"]),
    "paid_date": frozenset(["573"]),
    "remaining": frozenset(["EAF"]),
    "prescription": frozenset(["XZ"]),
    "tax_id": frozenset(["EI", "SY"]),
}
OTHER_QUALIFIERS = _inverse(coverage.AMOUNTS) | {"paid_date": frozenset(["573"]), "control_number": frozenset(["F8"])}


def _is_meant(row: Row, target: Target, path: list[str], kind: str) -> bool:
    """Whether a segment with the right id is the one that holds the field."""
    if target.loop[:4] in {"2010", "2310", "2330", "2410", "2420"} and row.loop != target.loop:
        return False
    if target.loop.startswith(("2310", "2420")):
        roles = (CLAIM_ROLES if target.loop.startswith("2310") else LINE_ROLES)[kind]
        if not roles.get(row.role, ("",))[0]:
            return False
    if target.tag not in {"REF", "DTP", "AMT"}:
        return True
    table = {"lines": LINE_QUALIFIERS, "other_payers": OTHER_QUALIFIERS}.get(path[0], CLAIM_QUALIFIERS)
    qualifiers = table.get(path[-1], frozenset())
    return len(row.elements) > 2 and row.elements[1] in qualifiers and not (target.loop == "2400" and _for_another(row))  # noqa: PLR2004 - a value behind the qualifier


def _for_another(row: Row) -> bool:
    """Whether REF04 gives the reference to another payer."""
    return row.elements[0] == "REF" and len(row.elements) > 4 and bool(row.elements[4])  # noqa: PLR2004 - REF04


Spot = tuple[Row, int, int]
"""Segment, element and component of one item of a list."""


def _counted(path: list[str], rows: list[Row], target: Target, marks: Delimiters) -> tuple[Row, Target] | None:
    """The item of a list, where the field is one: the segment, and the target with the item's element."""
    for at in range(len(path) - 1, -1, -1):
        if path[at] in LISTS:
            break
    else:
        return None
    if path[at] == "surfaces":
        rows = rows[int(path[at - 1]) : int(path[at - 1]) + 1]
    name = "trip" if path[0] == "ambulance" else path[at]
    spots = list(LISTS[name](rows, target, marks))
    index = int(path[at + 1]) if at + 1 < len(path) else 0
    if index >= len(spots):
        return None
    row, element, component = spots[index]
    if name == "adjustments" and path[-1] in CAS:
        element = 1 if path[-1] == "group" else element + CAS[path[-1]]
    return row, target._replace(element=element or target.element, component=component or target.component)


CAS = {"group": 0, "code": 0, "amount": 1, "quantity": 2}


def _codes(qualifiers: frozenset[str]) -> Callable[[list[Row], Target, Delimiters], Iterator[Spot]]:
    """HI: the composites with one of these qualifiers."""

    def spots(rows: list[Row], _target: Target, marks: Delimiters) -> Iterator[Spot]:
        for row in rows:
            for at, text in enumerate(row.elements[1:], 1):
                parts = text.split(marks.component)
                if parts[0] in qualifiers and len(parts) > 1 and parts[1]:
                    yield row, at, 0

    return spots


def _segments(rows: list[Row], _target: Target, _marks: Delimiters) -> Iterator[Spot]:
    """Each segment is an item."""
    for row in rows:
        yield row, 0, 0


def _components(first: int, last: int) -> Callable[[list[Row], Target, Delimiters], Iterator[Spot]]:
    """Each component of one element that is not empty is an item."""

    def spots(rows: list[Row], target: Target, marks: Delimiters) -> Iterator[Spot]:
        for row in rows[-1:]:
            text = row.elements[target.element] if len(row.elements) > target.element else ""
            for at, part in enumerate(text.split(marks.component), 1):
                if first <= at <= last and part.strip():
                    yield row, target.element, at

    return spots


def _conditions(*, trip: bool) -> Callable[[list[Row], Target, Delimiters], Iterator[Spot]]:
    """CRC: each code of a segment that says yes; those of category 07 are of an ambulance transport."""

    def spots(rows: list[Row], target: Target, _marks: Delimiters) -> Iterator[Spot]:
        for row in rows:
            category, said = [*row.elements, "", "", ""][1:3]
            if target.loop == "2300" and (category == "07") != trip:
                continue
            if said == "Y" or (category == "ZZ" and target.loop == "2300"):
                yield from ((row, at, 0) for at, code in enumerate(row.elements[3:8], 3) if code)

    return spots


def _adjustments(rows: list[Row], _target: Target, _marks: Delimiters) -> Iterator[Spot]:
    """CAS: each triple."""
    for row in rows:
        for at in range(2, min(len(row.elements) - 1, 18), 3):
            if row.elements[at]:
                yield row, at, 0


LISTS: dict[str, Callable[[list[Row], Target, Delimiters], Iterator[Spot]]] = {
    "diagnoses": _codes(DIAGNOSES),
    "procedures": _codes(PROCEDURES),
    "condition_codes": _codes(frozenset(["BG"])),
    "occurrence_codes": _codes(OCCURRENCES),
    "value_codes": _codes(frozenset(["BE"])),
    "drg": _codes(frozenset(["DR"])),
    "notes": _segments,
    "attachments": _segments,
    "teeth": _segments,
    "adjudications": _segments,
    "modifiers": _components(3, 6),
    "diagnosis_pointers": _components(1, 12),
    "surfaces": _components(1, 5),
    "oral_cavity": _components(1, 5),
    "causes": _components(1, 3),
    "conditions": _conditions(trip=False),
    "trip": _conditions(trip=True),
    "adjustments": _adjustments,
}
