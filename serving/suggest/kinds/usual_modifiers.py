"""The modifiers that are usual with a service, by what stands on the claim."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from claims.claim import Claim, ServiceLine
from rules.reference import diagnosis
from rules.reference.shelf import Shelf
from serving.suggest.kinds.modifier_facts import APART, REMOTE, SIDES, UNTOLD

FACILITIES = frozenset({"19", "21", "22", "23", "24"})
HOMES = frozenset({"02", "10"})
THERAPISTS = {"2251": "GP", "225X": "GO", "235Z": "GN", "224Z": "GO", "2252": "GP"}
"""By the beginning of the clinician's taxonomy code."""

BY_CODE = (
    ("45378", "45398", ("33", "PT")), ("80000", "89999", ("QW",)), ("92507", "92526", ("GN", "KX")),
    ("97010", "97799", ("KX",)), ("98940", "98942", ("AT",)), ("E0000", "E9999", ("NU", "KX")),
    ("J0000", "J9999", ("JZ",)), ("K0000", "L9999", ("NU", "KX")),
)  # fmt: skip
"""By range of procedure codes."""

SIDED = tuple("CDGHILMQST")
"""Chapters of ICD-10-CM, by first letter, whose codes tell sides."""


def is_visit(code: str) -> bool:
    """Whether a code is an evaluation and management service, or a visit for the eyes or for prevention."""
    return (
        "99202" <= code <= "99499"
        or code in {"92002", "92004", "92012", "92014"}
        or code in {"G0402", "G0438", "G0439", "G0463"}
    ) and len(code) == 5  # noqa: PLR2004  characters of a procedure code


def usual(claim: Claim, line: ServiceLine, shelf: Shelf) -> Iterator[str]:
    """The modifiers that are worth a trial, the most usual first."""
    code, place = line.procedure, claim.place_of(line)
    others = [other.procedure for other in claim.lines if other is not line and other.service_date == line.service_date]
    if place in HOMES:
        yield from REMOTE[:3]
    if is_visit(code) and not all(map(is_visit, others)):
        yield "25"
    if others and not is_visit(code):
        yield from APART[:3]
    if code[:1] == "7" and place in FACILITIES:
        yield "26"
    yield from next((found for first, last, found in BY_CODE if first <= code <= last), ())
    if code[:1] == "2":
        yield side(claim, line, shelf)
    if "97010" <= code <= "97799":
        yield THERAPISTS.get(claim.renders(line).taxonomy[:4], "GP")


def side(claim: Claim, line: ServiceLine, shelf: Shelf) -> str:
    """The modifier of the side that the line's diagnoses speak of; ``UNTOLD`` where they tell none.

    Where codes of ICD-10-CM tell sides, 1 is the right, 2 the left and 3 both, in the fifth or sixth place, and 0 or 9
    leaves it open; where there is a 4 beside them, the place tells something else, such as a part of the spine.
    """
    day = line.service_date or claim.first_service_date
    if day is None:
        return UNTOLD
    for code in claim.pointed_diagnoses(line):
        for place in (5, 4):
            if code[:1] in SIDED and code[place : place + 1] in ("1", "2", "3"):
                beside = {one for one in "012349" if _is_code(shelf, f"{code[:place]}{one}", day)}
                if {"1", "2"} <= beside and not beside.isdisjoint("09") and "4" not in beside:
                    return SIDES["123".index(code[place])]
    return UNTOLD


def _is_code(shelf: Shelf, code: str, day: date) -> bool:
    found = diagnosis(shelf, code, day)
    return found is not None and found.status in ("valid", "header")
