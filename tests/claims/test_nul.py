"""A NUL character gets into no claim, answer or acknowledgement, in whatever form it comes, and is told."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import claims
from claims.fault import Fault
from claims.nul import holders
from claims.remits import read_remits_stream
from claims.x12 import acknowledgements
from tests.claims import x12
from tests.claims.acknowledgements import edi277ca
from tests.claims.edi835 import interchange, transaction
from tests.claims.fhir.resources import OTHERS, PROFESSIONAL, bundle
from tests.claims.fhir.resources import text as fhir
from tests.claims.tables.test_tables import HEAD, ROW
from tests.claims.test_broken_files import WHOLE
from tests.claims.test_remits import ONE

FHIR = fhir(bundle(PROFESSIONAL, *OTHERS))
TABLE = HEAD + ROW + ROW.replace(b"A1", b"B1") + ROW
REMIT = interchange(transaction(ONE)).encode()
STATUS = edi277ca.written(edi277ca.interchange(edi277ca.transaction(edi277ca.CLAIM_STATUS)))


def clean(found: object) -> None:
    """No text of it holds a NUL, nor does what a fault says."""
    assert list(holders(found)) == []
    if isinstance(found, claims.Sourced):
        assert list(holders(found.claim)) == list(holders(found.origin.controls)) == list(holders(found.faults)) == []


def with_nuls(data: bytes, seed: int) -> bytes:
    """Characters behind the header exchanged for NUL."""
    random, changed = Random(seed), bytearray(data)
    for _ in range(random.randint(1, 4)):
        changed[random.randrange(len(changed))] = 0
    return bytes(changed)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([x12.written(WHOLE), TABLE]), st.integers(50, 5000))
def test_no_claim_and_no_fault_holds_one(seed: int, data: bytes, size: int) -> None:
    changed = with_nuls(data, seed)
    for found in claims.read_stream([changed[at : at + size] for at in range(0, len(changed), size)], "a.837"):
        clean(found)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32))
def test_no_answer_and_no_acknowledgement_holds_one(seed: int) -> None:
    for remittance in read_remits_stream([with_nuls(REMIT, seed)], "a.835"):
        clean(remittance)
    for said in acknowledgements.read([with_nuls(STATUS, seed)], "a.277"):
        clean(said)


def test_in_an_837_it_is_told_at_the_claim_that_has_it() -> None:
    data = x12.written(WHOLE)
    right, found = (
        [one for one in claims.read_stream([text], "a.837") if isinstance(one, claims.Sourced)]
        for text in (data, data.replace(b"AUTH77", b"AUTH\x0077", 1))
    )
    assert [one.claim.claim_id for one in found] == [one.claim.claim_id for one in right]
    [told] = [fault for one in found for fault in one.faults if "NUL" in fault.message]
    assert (told.element, told.loses, bool(told.claim_id)) == ("REF", "field", True)


def test_in_a_header_it_fills_up_as_a_blank_does() -> None:
    data = x12.written(WHOLE)
    filled = data.replace(b"*00*          *", b"*00*" + b"\0" * 10 + b"*")
    assert filled != data
    right, found = (list(claims.read_stream([one], "a.837")) for one in (data, filled))
    assert [one.claim for one in found if isinstance(one, claims.Sourced)] == [
        one.claim for one in right if isinstance(one, claims.Sourced)
    ]


@pytest.mark.parametrize(
    ("old", "where"),
    [
        (b'"A1"', "resource.identifier[0].value"),
        (b'"AUTH77"', "resource.insurance[0].preAuthRef"),
        (b'"GRP7"', "resource.insurance[0].coverage"),
    ],
)
def test_in_fhir_it_costs_its_claim_and_is_told_by_element(old: bytes, where: str) -> None:
    assert old in FHIR
    [found] = claims.read_stream([FHIR.replace(old, rb'"x\u0000"')], "a.json")
    assert isinstance(found, Fault)
    assert ("NUL" in found.message, found.element.startswith(f"Bundle.entry[0].{where}")) == (True, True), found
    clean(found)


def test_in_a_table_it_costs_the_cell() -> None:
    [found] = claims.read_stream([(HEAD + ROW).replace(b"88001", b"88\x00001")], "a.csv")
    assert isinstance(found, claims.Sourced)
    [told] = found.faults
    assert (told.element, told.loses) == ("payer_id", "field")
    assert "NUL" in told.message
