import re
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

import claims
from claims.claim import Claim
from tests.claims.fhir.resources import OTHERS, PROFESSIONAL, bundle, changed, contained, text
from tests.claims.fhir.test_reading import one, read
from tests.claims.fhir.written import made_up, resource


@given(st.integers(0))
@settings(deadline=None, max_examples=40)
def test_a_claim_survives_the_way_to_fhir_and_back(seed: int) -> None:
    claim = made_up(seed)
    found = one(resource(claim)).claim
    for name in Claim.__struct_fields__:
        assert getattr(found, name) == getattr(claim, name), name


SHAPES = [
    text(bundle(PROFESSIONAL, *OTHERS, changed(PROFESSIONAL, id="c2"))),
    b"\n".join(map(text, [*OTHERS, PROFESSIONAL, changed(PROFESSIONAL, id="c2")])),
    text([contained(PROFESSIONAL, *OTHERS), contained(PROFESSIONAL, *OTHERS)]),
]


@given(st.sampled_from(SHAPES), st.integers(0))
@settings(deadline=None, max_examples=60)
def test_no_claim_of_damaged_fhir_vanishes_without_a_word(whole: bytes, seed: int) -> None:
    dice = Random(seed)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(whole) + 1)
        put = dice.choice([b"", b'"', b"{", b"}", b"[", b",", b"\n", b"null", b"\xff", dice.randbytes(3)])
        whole = whole[:at] + put + whole[at + dice.choice([0, 1, 4, 40, 400]) :]
    found = read(whole)
    there = len(re.findall(rb'"resourceType": "Claim"', whole))
    if sum(isinstance(each, claims.Sourced) for each in found) < there:
        assert any(isinstance(each, claims.Fault) for each in found)


@given(st.integers(0))
@settings(deadline=None, max_examples=60)
def test_elements_of_any_wrong_kind_are_told_and_break_nothing(seed: int) -> None:
    dice = Random(seed)
    node = contained(PROFESSIONAL, *OTHERS)
    spots = []

    def walk(at: object) -> None:
        for key, value in at.items() if isinstance(at, dict) else enumerate(at) if isinstance(at, list) else ():
            spots.append((at, key))
            walk(value)

    walk({key: value for key, value in node.items() if key not in {"resourceType", "contained"}})
    inside, key = dice.choice(spots)
    wrong = dice.choice([None, 7, "x", [], {}, [[]], True, {"coding": 3}, "2026-99-99"])
    if key in node and inside.get(key) is node.get(key):
        node[key] = wrong
    else:
        inside[key] = wrong
    for found in read(node):
        assert isinstance(found, claims.Sourced | claims.Fault)
