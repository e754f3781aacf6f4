"""Each field of the canonical claim has its place in the 837 and on the form."""

from __future__ import annotations

import typing
from collections.abc import Iterator

import msgspec
import pytest

from claims.claim import Claim, Patient
from claims.field import belongs, place_by_type

KINDS = ("professional", "institutional", "dental")


def pointers(struct: type, at: str = "") -> Iterator[str]:
    """A pointer to every field of a structure and of those in it."""
    for name, kind in typing.get_type_hints(struct).items():
        parts = [part for part in (kind, *typing.get_args(kind)) if isinstance(part, type)]
        inner = next((part for part in parts if issubclass(part, msgspec.Struct)), None)
        pointer = f"{at}/{name}"
        if inner is None:
            yield pointer
        else:
            yield from pointers(inner, f"{pointer}/0" if typing.get_origin(kind) is tuple else pointer)


@pytest.mark.parametrize("pointer", sorted(pointers(Claim)))
def test_every_field_has_a_place_in_some_guide(pointer: str):
    assert any(place_by_type(pointer, kind).x12 for kind in KINDS), pointer


@pytest.mark.parametrize(
    ("pointer", "kind", "x12", "box"),
    [
        ("/lines/3/service_date", "professional", "2400 DTP03", "24A"),
        ("/lines/3/procedure", "institutional", "2400 SV202-2", "44"),
        ("/lines/0/modifiers/2", "professional", "2400 SV101-5", "24D"),
        ("/lines/0/modifiers", "dental", "2400 SV301-3", ""),
        ("/diagnoses/2/code", "professional", "2300 HI03-2", "21C"),
        ("/diagnoses/2/code", "institutional", "2300 HI01-2", "67"),
        ("/billing_provider/npi", "institutional", "2010AA NM109", "56"),
        ("/patient/birth_date", "professional", "2010CA DMG02", "3"),
        ("", "professional", "", ""),
        ("/nothing", "professional", "", ""),
    ],
)
def test_a_field_belongs_where_the_guide_and_the_form_put_it(pointer: str, kind: str, x12: str, box: str):
    claim = msgspec.convert({"claim_id": "A", "claim_type": kind}, Claim)
    place = belongs(pointer, claim)
    assert (place.x12, place.form_box) == (x12, box)


def test_a_patient_who_is_the_subscriber_stands_in_the_subscribers_loop():
    claim = Claim(claim_id="A", patient=Patient(relationship="18"))
    assert belongs("/patient/birth_date", claim).x12 == "2010BA DMG02"
    assert belongs("/patient/relationship", claim).x12 == "2000B SBR02"
