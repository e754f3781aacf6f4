"""Each field of a claim that is set stands where ``Origin.place`` says."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

import claims
from claims.claim import Claim
from claims.x12 import values

FILES = Path(__file__).parent / "files"
ELEMENT = re.compile(r"([A-Z][A-Z0-9]+?)(\d\d)(?:-(\d+))?")


def read(file: str) -> list[claims.Sourced]:
    found = list(claims.read(FILES / file))
    assert all(isinstance(one, claims.Sourced) for one in found), found
    return [one for one in found if isinstance(one, claims.Sourced)]


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Struct):
        for field in value.__struct_fields__:
            yield from leaves(getattr(value, field), f"{path}/{field}")
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from leaves(item, f"{path}/{at}")
    elif value not in {"", None, False}:
        yield path, value


def segments_of(sourced: claims.Sourced) -> dict[int, list[str]]:
    marks = sourced.origin.delimiters
    assert marks is not None
    return {
        number: segment.split(marks.element)
        for passage in sourced.origin.passages
        for number, segment in enumerate(passage.text.split(marks.terminator), passage.first)
    }


def holds(text: str, value: Any, path: str) -> bool:
    if isinstance(value, bool):
        return text in {"Y", "0"}
    if isinstance(value, date):
        return value in {values.day(text[:8]), values.day(text.partition("-")[2])}
    if isinstance(value, int | Decimal):
        return values.amount(text) == value
    if path == "/type_of_bill":
        return text == value[1:3]
    if path.endswith(("/admission_hour", "/address")):
        return value in text or text in value
    return text == str(value).rpartition(":")[2]


@pytest.mark.parametrize("file", ["professional.837", "institutional.837", "dental.837"])
def test_the_element_at_the_place_of_each_field_holds_its_value(file: str) -> None:
    looked_up = 0
    for sourced in read(file):
        marks = sourced.origin.delimiters
        assert marks is not None
        segments = segments_of(sourced)
        for path, value in leaves(sourced.claim):
            if path == "/claim_type":
                continue
            place = sourced.origin.place(path)
            assert place is not None, path
            element = ELEMENT.fullmatch(place.element)
            assert element is not None, (path, place)
            segment = segments[place.segment]
            assert segment[0] == element[1], (path, place, segment)
            text = segment[int(element[2])]
            if element[3]:
                text = text.split(marks.component)[int(element[3]) - 1]
            assert holds(text, value, path), (path, value, place, segment)
            looked_up += 1
    assert looked_up > 50


def test_the_files_use_nearly_every_field_of_a_claim() -> None:
    every = set(Claim.__struct_fields__)
    used = {path.split("/")[1] for kind in KINDS for one in read(kind) for path, _ in leaves(one.claim)}
    assert every - used == {"ordering_provider"}, "837 names an ordering provider at the line alone"


KINDS = ["professional.837", "institutional.837", "dental.837"]


@pytest.mark.parametrize(
    ("field", "segment", "loop", "element"),
    [
        ("/prior_authorization", 127, "2300", "REF02"),
        ("/rendering_provider/npi", 0, "2310B", "NM109"),
        ("/rendering_provider", 0, "2310B", "NM1"),
        ("/lines/0/service_date_end", 131, "2400", "DTP03"),
        ("/lines/0/modifiers/0", 130, "2400", "SV101-3"),
        ("/lines/0/modifiers", 130, "2400", "SV101-3"),
        ("/lines/0/prior_authorization", 129, "2400", "REF02"),
        ("/lines/0/ndc/code", 0, "2410", "LIN03"),
        ("/lines/5/charge", 0, "2400", "SV102"),
        ("/other_payers/0/paid", 0, "2320", "AMT02"),
        ("/subscriber/group_number", 121, "2000B", "SBR03"),
        ("/patient/relationship", 121, "2000B", "SBR02"),
        ("/delay_reason", 127, "2300", "CLM20"),
        ("/diagnoses/3/code", 128, "2300", "HI01-2"),
    ],
)
def test_an_absent_field_is_given_the_place_where_it_should_stand(
    field: str, segment: int, loop: str, element: str
) -> None:
    claim = read("professional.837")[1]
    assert claim.origin.segment == 127
    assert claim.origin.place(field) == claims.Place(segment, loop, element)


def test_a_field_that_the_guide_does_not_know_has_no_place() -> None:
    assert read("professional.837")[0].origin.place("/no_such_field") is None
    assert read("dental.837")[0].origin.place("/attending_provider/npi") is None
