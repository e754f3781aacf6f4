import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

import claims
from claims import canonical
from claims.claim import Claim
from claims.fault import Fault
from claims.json_stream import MAX_CLAIM

SMALL = b'{"claim_id":"A1","total_charge":"150.00","lines":[{"number":1,"procedure":"99213","charge":"150.00"}]}'


def read(data: bytes, size: int = 1 << 20) -> list[claims.Sourced | claims.Fault]:
    return list(claims.read_stream([data[at : at + size] for at in range(0, len(data), size)], "claims.json"))


def ids(found: list[claims.Sourced | claims.Fault]) -> list[str]:
    return [one.claim.claim_id for one in found if isinstance(one, claims.Sourced)]


def faults(found: list[claims.Sourced | claims.Fault]) -> list[claims.Fault]:
    return [one for one in found if isinstance(one, claims.Fault)]


amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


def any_claims() -> st.SearchStrategy[Claim]:
    st.register_type_strategy(Decimal, amounts)
    st.register_type_strategy(date, st.dates(min_value=date(1900, 1, 1)))
    st.register_type_strategy(str, texts)
    return st.from_type(Claim)


@given(any_claims())
def test_every_claim_survives_the_way_to_json_and_back(claim: Claim) -> None:
    [found] = claims.read_stream([claims.encode(claim)], "one.json")
    assert isinstance(found, claims.Sourced), found
    assert (found.claim, found.faults) == (claim, ())


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (b"A1", rb"A\u00001", "/claim_id"),
        (b"99213", rb"\u0000", "/lines/0/procedure"),
        (b'"A1",', rb'"A1","subscriber":{"last_name":"x\u0000"},', "/subscriber/last_name"),
    ],
)
def test_a_nul_character_is_told_by_place_and_never_gets_into_a_claim(old: bytes, new: bytes, where: str) -> None:
    [told] = faults(read(SMALL.replace(old, new)))
    assert (told.element, told.loses) == (where, "claim")
    assert "NUL" in told.message
    assert "\0" not in str(told) + told.claim_id


def test_a_backslash_before_u0000_is_text_like_any_other() -> None:
    assert ids(read(SMALL.replace(b"A1", rb"A\\u0000"))) == [r"A\u0000"]


@pytest.mark.parametrize("size", [1, 7, 64, 1 << 20])
@pytest.mark.parametrize(
    "data",
    [
        b"\n".join([SMALL] * 3),
        b"\n\n".join([SMALL] * 3) + b"\r\n\n",
        b"[" + b",".join([SMALL] * 3) + b"]",
        b"[\n  " + b",\n  ".join([SMALL] * 3) + b"\n]\n",
        "\n".join(json.dumps(json.loads(SMALL), indent=2) for _ in range(3)).encode(),
        b"\xef\xbb\xbf" + b"\n".join([SMALL] * 3),
    ],
    ids=["ndjson", "blank lines", "array in one line", "array over lines", "objects over lines", "byte order mark"],
)
def test_claims_are_read_whatever_the_shape_and_the_size_of_the_pieces(data: bytes, size: int) -> None:
    found = read(data, size)
    assert ids(found) == ["A1"] * 3, found


def test_money_is_a_decimal_string_and_a_date_is_iso() -> None:
    data = claims.encode(Claim("A1", total_charge=Decimal("10.50"), submission_date=date(2026, 7, 1)))
    assert json.loads(data) == {"claim_id": "A1", "total_charge": "10.50", "submission_date": "2026-07-01"}


def test_the_place_of_a_field_is_the_line_where_its_claim_begins() -> None:
    second = read(SMALL + b"\n" + SMALL)[1]
    assert isinstance(second, claims.Sourced)
    assert (second.origin.transaction, second.origin.segment) == (0, 2)
    assert second.origin.place("/lines/0/charge") == claims.Place(2)


@pytest.mark.parametrize(
    ("broken", "element", "said"),
    [
        (b'{"claim_id":"A1","total_charge":"MILLER"}', "/total_charge", "decimal"),
        (b'{"claim_id":"A1","lines":[{"charge":"1"},{"service_date":"MILLER"}]}', "/lines/1/service_date", "date"),
        (b'{"claim_id":"A1","claim_type":"MILLER"}', "/claim_type", "enum"),
        (b'{"claim_id":"A1","lines":[{"modifiers":"MILLER"}]}', "/lines/0/modifiers", "array"),
        (b'{"total_charge":"1"}', "", "claim_id"),
        (b'{"claim_id":"A1","total_charge":"NaN"}', "/total_charge", "no amount"),
        (b'{"claim_id":"A1","lines":[{"charge":"Infinity"}]}', "/lines/0/charge", "no amount"),
        (b'{"claim_id":"A1","lines":[{"charge":"1e999"}]}', "/lines/0/charge", "no amount"),
        (b'{"claim_id":"A1",,"name":"MILLER"}', "", "no JSON"),
        (b'{"claim_id":"\xff MILLER"}', "", "no JSON"),
    ],
)
def test_a_broken_claim_costs_only_itself_and_its_fault_names_the_path_without_the_value(
    broken: bytes, element: str, said: str
) -> None:
    found = read(SMALL + b"\n" + broken + b"\n" + SMALL)
    assert ids(found) == ["A1", "A1"]
    [fault] = faults(found)
    assert (fault.segment, fault.element) == (2, element)
    assert said in fault.message
    assert "MILLER" not in str(fault)
    assert found == read(b"[\n".replace(b"\n", b"") + SMALL + b",\n" + broken + b",\n" + SMALL + b"]"), "as an array"


def test_a_field_that_no_claim_has_is_said_and_the_claim_is_read() -> None:
    [found] = read(b'{"claim_id":"A1","linse":[],"lines":[{"charge":"1","chrage":"2"}]}')
    assert isinstance(found, claims.Sourced)
    assert [fault.element for fault in found.faults] == ["/linse", "/lines/0/chrage"]
    assert {fault.loses for fault in found.faults} == {"nothing"}


@pytest.mark.parametrize("data", [b"[1, 2]", b'["A1"]', b"[[" + SMALL + b"]]", b"[null]", b"{}", b"[{}]"])
def test_json_that_holds_no_claim_is_said_to_hold_none(data: bytes) -> None:
    found = read(data)
    assert ids(found) == []
    assert faults(found)


def test_an_empty_array_holds_no_claims_and_no_faults() -> None:
    assert read(b"[]") == []


def test_a_file_that_breaks_off_says_how_many_claims_are_lost() -> None:
    found = read(b"[" + SMALL + b",\n" + SMALL[:-1] + b",\n" + SMALL)
    assert ids(found) == ["A1"]
    [fault] = faults(found)
    assert "2 claims" in fault.message
    assert fault.segment == 2


@pytest.mark.parametrize("field", [b"claim_id", b"unknown"])
def test_deep_nesting_is_refused(field: bytes) -> None:
    deep = b'{"' + field + b'":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert len(faults(read(deep))) == 1
    found = read(b"[" + deep + b"," + SMALL + b"]")
    assert ids(found) == ["A1"]
    assert ["nested too deep" in fault.message for fault in faults(found)] == [True]


def test_a_line_that_is_too_long_costs_only_itself() -> None:
    long = b'{"claim_id":"' + b"x" * (MAX_CLAIM + 10) + b'"}'
    found = read(SMALL + b"\n" + long + b"\n" + SMALL, 1 << 16)
    assert ids(found) == ["A1", "A1"]
    [fault] = faults(found)
    assert "too long" in fault.message
    assert fault.segment == 2


def test_what_a_claim_does_not_carry_is_left_out() -> None:
    assert claims.encode(Claim("A1")) == b'{"claim_id":"A1"}'


@pytest.mark.parametrize("end", range(1, len(SMALL) * 2 + 3))
def test_an_array_that_is_cut_off_anywhere_says_so(end: int):
    assert faults(read((b"[" + SMALL + b"," + SMALL + b"]")[:end]))


def test_what_follows_an_array_is_named():
    found = read(b"[" + SMALL + b"] and more")
    assert (ids(found), len(faults(found))) == (["A1"], 1)


@pytest.mark.parametrize(
    "wild",
    ["NaN", "snan", "-Inf", "+infinity", "1e5", "1_0E3", "0.0000001", "1" * 16, "0.1234567891", "\\u004eaN"],
)
def test_an_amount_that_is_none_is_refused_however_it_is_written(wild: str) -> None:
    text = b'{"claim_id":"A","total_charge":"%s"}' % wild.encode()
    found = canonical.decode(text)
    assert isinstance(found, Fault)
    assert found.element == "/total_charge"


def places_of_amounts(struct: type[Struct], path: str = "") -> Iterator[str]:
    """JSON pointers to all amounts that a structure may hold, each tuple with one item."""
    for name, hint in get_type_hints(struct).items():
        for kind in (hint, *get_args(hint), *(more for one in get_args(hint) for more in get_args(one))):
            at = f"{path}/{name}" + "/0" * (get_origin(hint) is tuple)
            if kind is Decimal:
                yield at
            elif isinstance(kind, type) and issubclass(kind, Struct):
                yield from places_of_amounts(kind, at)


@pytest.mark.parametrize("place", list(places_of_amounts(Claim)))
def test_an_amount_that_is_none_is_refused_wherever_it_stands(place: str) -> None:
    value: object = "-sNaN"
    for name in reversed(place.split("/")[1:]):
        value = [value] if name == "0" else {name: value}
    assert isinstance(value, dict)
    found = canonical.decode(json.dumps(value | {"claim_id": "A"}).encode())
    assert isinstance(found, Fault)
    assert found.element == place


@pytest.mark.parametrize("plain", ["0.000001", "1" * 15, "0.123456789", "+5", "1_000", "-0.50"])
def test_an_amount_that_is_one_is_taken(plain: str) -> None:
    found = canonical.decode(b'{"claim_id":"A","total_charge":"%s"}' % plain.encode())
    assert isinstance(found, claims.Sourced)
