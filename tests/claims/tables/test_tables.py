from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

import claims
from claims.claim import Claim, ServiceLine
from tests.claims.tables.written import table

HEAD = (
    b"claim_id,payer_id,billing_npi,diagnosis_1,diagnosis_2,procedure,modifier_1,place_of_service,units,charge,"
    b"service_date\n"
)
ROW = b"A1,88001,1234567893,E11.9,I10,99213,25,11,1,150.00,2026-06-15\n"


def read(data: bytes, size: int = 1 << 20) -> list[claims.Sourced | claims.Fault]:
    return list(claims.read_stream([data[at : at + size] for at in range(0, len(data), size)], "claims.csv"))


def sourced(found: list[claims.Sourced | claims.Fault]) -> list[claims.Sourced]:
    return [one for one in found if isinstance(one, claims.Sourced)]


def faults(found: list[claims.Sourced | claims.Fault]) -> list[claims.Fault]:
    return [one for one in found if isinstance(one, claims.Fault)]


def one(data: bytes) -> claims.Sourced:
    [found] = read(data)
    assert isinstance(found, claims.Sourced), found
    return found


def some(hint: Any, dice: Random) -> Any:
    """A value of a field as a table can hold it: nothing empty within a list, no empty part, no lists within lists."""
    if get_origin(hint) is Literal:
        return dice.choice(get_args(hint))
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return tuple(some(inner, dice) for _ in range(dice.randint(1, 2)))
    if isinstance(hint, UnionType):
        return some(next(one for one in get_args(hint) if one is not type(None)), dice)
    if isinstance(hint, type) and issubclass(hint, Struct):
        return filled(hint, dice)
    return SIMPLE[hint](dice)


SIMPLE: dict[Any, Callable[[Random], Any]] = {
    str: lambda dice: dice.choice("ABCDFGH") + "".join(dice.choices("ABC789", k=dice.randint(0, 6))),
    date: lambda dice: date(1900, 1, 1) + timedelta(dice.randint(0, 70_000)),
    Decimal: lambda dice: Decimal(dice.randint(-(10**9), 10**9)).scaleb(-dice.randint(0, 4)),
    int: lambda dice: dice.randint(1, 12),
    bool: lambda dice: dice.random() < 0.5,
}


def filled(struct: type[Struct], dice: Random, share: float = 0.4) -> Any:
    """A structure of which so many of the fields are said; of a part the first one, so that it is not empty."""
    said = {}
    for at, (name, hint) in enumerate(get_type_hints(struct).items()):
        if name in struct.__struct_fields__ and name not in {"adjustments", "adjudications", "lines"}:
            value = some(hint, dice) if at == 0 or dice.random() < share else None
            if value is not None:
                said[name] = value
    return struct(**said)


def several(seed: int) -> list[Claim]:
    """Claims of one table, told apart by their numbers."""
    dice = Random(seed)
    return [
        replace(
            filled(Claim, dice), claim_id=f"A{at}",
            lines=tuple(_settled(filled(ServiceLine, dice)) for _ in range(dice.randint(1, 3))),
        )
        for at in range(dice.randint(1, 4))
    ]  # fmt: skip


def _settled(line: ServiceLine) -> ServiceLine:
    """Surfaces are single letters."""
    teeth = tuple(replace(tooth, surfaces=tuple("".join(tooth.surfaces))) for tooth in line.teeth)
    return replace(line, teeth=teeth)


def pointed(claim: Claim) -> Claim:
    """The same with what lines are told to be for where one diagnosis leaves no choice."""
    if len(claim.diagnoses) != 1 or claim.claim_type == "institutional":
        return claim
    lines = tuple(replace(line, diagnosis_pointers=line.diagnosis_pointers or (1,)) for line in claim.lines)
    return replace(claim, lines=lines)


@given(st.integers(0), st.sampled_from(",;\t|"))
@settings(deadline=None)
def test_claims_survive_the_way_to_a_table_and_back(seed: int, delimiter: str) -> None:
    written = several(seed)
    found = sourced(read(table(written, delimiter)))
    assert [one.faults for one in found] == [()] * len(written)
    for claim, back in zip(map(pointed, written), found, strict=True):
        for name in Claim.__struct_fields__:
            assert getattr(back.claim, name) == getattr(claim, name), name


@given(
    st.integers(0),
    st.lists(st.tuples(st.integers(0), st.integers(0, 30), st.binary(max_size=6)), min_size=1, max_size=3),
)
@settings(deadline=None)
def test_no_row_of_a_damaged_table_vanishes_without_a_word(seed: int, damages: list[tuple[int, int, bytes]]) -> None:
    whole = table(several(seed))
    for at, length, put in damages:
        start = at % (len(whole) + 1)
        whole = whole[:start] + put + whole[start + length :]
    found = read(whole)
    rows = [line for line in whole.split(b"\n")[1:] if line.strip(b", \r\t\x0b\x0c")]
    read_lines = sum(len(one.claim.lines) for one in sourced(found))
    if read_lines < len(rows):
        assert faults(found), whole


def claim_of(row: bytes) -> claims.Sourced:
    [found] = read(HEAD + row)
    assert isinstance(found, claims.Sourced), found
    return found


def test_rows_of_one_claim_are_its_lines_and_what_is_usual_is_filled_in() -> None:
    claim = one(HEAD + ROW + ROW.replace(b"99213,25", b"96372,").replace(b"150.00", b'"$1,050.10"')).claim
    assert (claim.claim_type, claim.frequency_code, claim.total_charge) == ("professional", "1", Decimal("1200.10"))
    assert [(one.code, one.qualifier) for one in claim.diagnoses] == [("E119", "ABK"), ("I10", "ABF")]
    assert [(one.number, one.procedure, one.modifiers, one.unit) for one in claim.lines] == [
        (1, "99213", ("25",), "UN"), (2, "96372", (), "UN"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "row", "pointers"),
    [
        (b"claim_id,diagnosis_1,procedure", b"A1,E11.9,99213", (1,)),
        (b"claim_id,diagnosis_3,procedure,diagnosis_pointers", b"A1,E11.9,99213,", (1,)),
        (b"claim_id,diagnosis_1,procedure,diagnosis_pointers", b"A1,E11.9,99213,2", (2,)),
        (b"claim_id,diagnosis_1,diagnosis_2,procedure", b"A1,E11.9,I10,99213", ()),
        (b"claim_id,diagnosis_1,procedure,type_of_bill", b"A1,E11.9,99213,0131", ()),
    ],
)
def test_a_line_is_for_the_only_diagnosis_unless_it_says_otherwise(
    head: bytes, row: bytes, pointers: tuple[int, ...]
) -> None:
    text = head + b",charge,service_date\n" + row + b",150,2026-06-15\n"
    assert one(text).claim.lines[0].diagnosis_pointers == pointers


@pytest.mark.parametrize(
    ("written", "day"),
    [
        (b"2026-06-15", date(2026, 6, 15)), (b"20260615", date(2026, 6, 15)), (b"6/15/2026", date(2026, 6, 15)),
        (b"06/05/2026", date(2026, 6, 5)), (b"2026-06-15 00:00:00", date(2026, 6, 15)), (b"15/06/2026", None),
        (b"6/15/26", None), (b"15.06.2026", None), (b"46188", None), (b"2026-02-30", None),
    ],
)  # fmt: skip
def test_a_date_is_read_where_it_is_unambiguous(written: bytes, day: date | None) -> None:
    found = claim_of(ROW.replace(b"2026-06-15", written))
    assert found.claim.lines[0].service_date == day
    assert [(fault.segment, fault.element, fault.loses) for fault in found.faults] == [(2, "service_date", "field")] * (
        not day
    )
    assert written.decode() not in str(found.faults)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        (b"150", "150"), (b'"1,250.50"', "1250.50"), (b"$150.00", "150.00"), (b"-5", "-5"), (b'"12,50"', None),
        (b"1.250.50", None), (b"1e3", None), (b"NaN", None), (b"(5.00)", None),
    ],
)  # fmt: skip
def test_money_is_read_as_it_is_written_or_not_at_all(written: bytes, amount: str | None) -> None:
    found = claim_of(ROW.replace(b"150.00", written))
    assert found.claim.lines[0].charge == Decimal(amount or 0)
    assert [fault.element for fault in found.faults] == ["charge"] * (amount is None)


def test_zeros_that_a_spreadsheet_ate_are_put_back_and_told() -> None:
    found = claim_of(ROW.replace(b",11,", b",2,"))
    assert found.claim.place_of_service == "02"
    assert [(fault.element, fault.loses) for fault in found.faults] == [("place_of_service", "nothing")]


def test_a_number_that_a_spreadsheet_rounded_is_not_read() -> None:
    found = claim_of(ROW.replace(b"1234567893", b"1.23457E+09"))
    assert found.claim.billing_provider.npi == ""
    assert "power of ten" in found.faults[0].message


def test_a_mark_within_a_cell_costs_the_claim_and_no_other() -> None:
    found = read(HEAD + ROW + ROW.replace(b"A1,", b"A2,NORTH, ") + ROW.replace(b"A1", b"A3"))
    assert [one.claim.claim_id for one in sourced(found)] == ["A1", "A3"]
    [fault] = faults(found)
    assert (fault.segment, fault.unit, fault.found) == (3, "row", "12 cells")


def test_an_open_quote_is_told() -> None:
    found = read(HEAD + ROW + ROW.replace(b"A1", b'"A2') + ROW * 3)
    assert len(sourced(found)) == 1
    assert faults(found)


def test_rows_that_disagree_about_their_claim_are_told_but_for_places_which_are_the_lines_own() -> None:
    found = one(HEAD + ROW + ROW.replace(b",11,", b",22,") + ROW.replace(b"I10", b"J45"))
    assert (found.claim.place_of_service, [line.place_of_service for line in found.claim.lines]) == (
        "11",
        ["", "22", ""],
    )
    assert [(fault.segment, fault.element, fault.loses) for fault in found.faults] == [(4, "diagnosis_2", "field")]


def test_rows_of_a_claim_that_stand_apart_are_told() -> None:
    found = read(HEAD + ROW + ROW.replace(b"A1", b"A2") + ROW)
    assert len(sourced(found)) == 3
    assert [fault.segment for fault in faults(found)] == [4]


def test_a_field_knows_its_row_and_column() -> None:
    found = one(HEAD + ROW + ROW.replace(b"99213,25", b"96372,"))
    for field, row, column in [
        ("/lines/1/procedure", 3, "procedure"), ("/lines/0/modifiers/0", 2, "modifier_1"),
        ("/diagnoses/1/code", 2, "diagnosis_2"), ("/subscriber/member_id", 2, ""),
    ]:  # fmt: skip
        place = found.origin.place(field)
        assert place is not None
        assert (field, place.segment, place.path) == (field, row, column)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (HEAD.replace(b"claim_id", b"claim"), "no column for claim_id"),
        (HEAD.replace(b"charge", b"price"), "no column for charge"),
        (HEAD.replace(b"modifier_1", b"CPT Code"), "several columns mean the same: procedure, CPT Code"),
    ],
)
def test_a_table_that_cannot_be_read_is_said_to_be_none(head: bytes, said: str) -> None:
    [fault] = read(head + ROW)
    assert isinstance(fault, claims.Fault)
    assert (said in fault.message, fault.loses) == (True, "file")


def test_columns_that_no_claim_has_are_named_and_headers_of_exports_are_understood() -> None:
    head = b"Patient Control Number;Payor ID;Billing Provider NPI;DX 1;Dx2;CPT Code;Mod 1;POS;Qty;Charges;DOS;Mood\r\n"
    found = read(b"\xef\xbb\xbf" + head + ROW.replace(b",", b";").replace(b"\n", b";x\r\n"))
    assert [one.claim for one in sourced(found)] == [one(HEAD + ROW).claim]
    assert [("Mood" in fault.message, fault.loses) for fault in faults(found)] == [(True, "nothing")]


def test_windows_1252_is_read_and_told() -> None:
    found = read(HEAD.replace(b"payer_id", b"payer_name") + ROW.replace(b"88001", "CAFÉ".encode("cp1252")))
    assert [one.claim.payer.name for one in sourced(found)] == ["CAFÉ"]
    assert ["Windows-1252" in fault.message for fault in faults(found)] == [True]


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
def test_a_table_is_the_same_in_pieces_of_any_size(size: int) -> None:
    data = table(several(7))
    assert read(data, size) == read(data)


def test_parquet_says_what_csv_says(tmp_path: Path) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    columns = {
        "claim_id": ["A1", "A1"], "payer_id": ["88001"] * 2, "billing_npi": [1234567893] * 2,
        "diagnosis_1": ["E11.9"] * 2, "diagnosis_2": ["I10", None],
        "procedure": ["99213", "96372"], "modifier_1": ["25", None],
        "place_of_service": [11.0, float("nan")], "units": [1, 1], "charge": [Decimal("150.00"), Decimal("50.10")],
        "service_date": [date(2026, 6, 15)] * 2,
    }  # fmt: skip
    pq.write_table(pa.table(columns), tmp_path / "claims.parquet")
    [found] = claims.read(tmp_path / "claims.parquet")
    assert isinstance(found, claims.Sourced), found
    second = ROW.replace(b"I10,99213,25,11", b",96372,,").replace(b"150.00", b"50.10")
    assert found.claim == one(HEAD + ROW + second).claim


def test_damaged_parquet_is_told(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "claims.parquet").write_bytes(b"PAR1" + b"x" * 100)
    [fault] = claims.read(tmp_path / "claims.parquet")
    assert isinstance(fault, claims.Fault)
    assert "no Parquet" in fault.message
