from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.claim import Claim, Payer, ServiceLine
from models.contract import Contract, ContractFee, FeeFileError, fees_here, read_fees

Fees = Callable[..., Contract]
HEADER = "payer,procedure,modifier,place,allowed,from,through\n"


@pytest.fixture
def fees(tmp_path: Path) -> Fees:
    def of(*rows: str, header: str = HEADER) -> Contract:
        file = tmp_path / "fees.csv"
        file.write_text(header + "\n".join(rows), encoding="utf-8")
        return read_fees(file)

    return of


def allowed(contract: Contract, place: str = "11", **line: object) -> Decimal | None:
    given_line = {
        "procedure": "99213", "charge": Decimal(150), "units": Decimal(1), "service_date": date(2026, 3, 1)
    } | line  # fmt: skip
    one = ServiceLine(number=1, **given_line)  # type: ignore[arg-type]
    return contract.allowed(Claim("A", payer=Payer(id="P"), place_of_service=place, lines=(one,)), one)


def test_a_fee_is_a_unit_and_the_charge_is_the_most(fees: Fees) -> None:
    contract = fees("P,99213,,,92.15,,")
    assert allowed(contract) == Decimal("92.15")
    assert allowed(contract, units=Decimal("1.5")) == Decimal("138.23")
    assert allowed(contract, units=Decimal(2)) == Decimal(150)
    assert allowed(contract, charge=Decimal(90)) == Decimal(90)


def test_a_fee_holds_from_its_first_day_through_its_last(fees: Fees) -> None:
    contract = fees("P,99213,,,90,2026-01-01,2026-03-01", "P,99213,,,91,2026-03-02,2026-12-31")
    assert allowed(contract, service_date=date(2025, 12, 31)) is None
    assert allowed(contract, service_date=date(2026, 1, 1)) == 90
    assert allowed(contract, service_date=date(2026, 3, 1)) == 90
    assert allowed(contract, service_date=date(2026, 3, 2)) == 91
    assert allowed(contract, service_date=date(2026, 12, 31)) == 91
    assert allowed(contract, service_date=date(2027, 1, 1)) is None
    assert allowed(contract, service_date=None) is None
    assert allowed(fees("P,99213,,,90,,"), service_date=None) == 90


def test_the_row_with_the_most_modifiers_counts_then_the_narrowest_place(fees: Fees) -> None:
    contract = fees("P,99213,,,90,,", "P,99213,25,,95,,", "P,99213,,F,70,,", "P,99213,,22,60,,", "P,99213,25 95,,80,,")
    assert allowed(contract) == 90
    assert allowed(contract, modifiers=("25",)) == 95
    assert allowed(contract, modifiers=("95", "25")) == 80
    assert allowed(contract, place="21") == 70
    assert allowed(contract, place="22") == 60
    assert allowed(contract, place="22", modifiers=("25",)) == 95


def test_a_row_does_not_speak_of_a_further_modifier_by_which_prices_differ(fees: Fees) -> None:
    contract = fees("P,99213,,,90,,")
    assert allowed(contract, modifiers=("26",)) is None
    assert allowed(contract, modifiers=("GT",)) == 90


def test_facility_and_other_places_are_told_apart(fees: Fees) -> None:
    contract = fees("P,99213,,F,70,,", "P,99213,,NF,90,,")
    assert allowed(contract, place="22") == 70
    assert allowed(contract, place="11") == 90
    assert allowed(contract, place="") is None


def test_time_is_not_priced_by_the_unit(fees: Fees) -> None:
    assert allowed(fees("P,00142,,,60,,"), procedure="00142", units=Decimal(45), unit="MJ") is None


@pytest.mark.parametrize("units", ["0", "-2"])
def test_units_that_are_none_count_as_one(fees: Fees, units: str) -> None:
    assert allowed(fees("P,99213,,,90,,"), units=Decimal(units)) == 90


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (",99213,,,90,,", "line 2: no payer"),
        ("P,9921,A,,90,,", "line 2: 'A' is no modifier"),
        (
            "P,120,,,90,,",
            "line 2: '120' is no procedure (five characters) or revenue code (four digits); a spreadsheet",
        ),
        ("P,99213,,1,90,,", "line 2: '1' is no place of service"),
        ("P,99213,,,$90,,", "line 2: '$90' is no amount"),
        ("P,99213,,,-1,,", "line 2: '-1' is no amount"),
        ("P,99213,,,NaN,,", "line 2: 'NaN' is no amount"),
        ("P,99213,,,,,", "line 2: '' is no amount"),
        ("P,99213,,,90,1/2/2026,", "line 2: '1/2/2026' is no date"),
        ("P,99213,,,90,2026-02-30,", "line 2: '2026-02-30' is no date"),
        ("P,99213,,,90,2026-02-02,2026-02-01", "line 2: through 2026-02-01 is before from 2026-02-02"),
        ("P,99213,,,90", "line 2: 5 fields where the header has 7"),
        ('P,99213,,,"90,,', "line 2: no CSV"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(fees: Fees, row: str, told: str) -> None:
    with pytest.raises(FeeFileError) as error:
        fees(row)
    assert told in str(error.value)


def test_two_rows_for_one_service_and_day_are_refused_and_neighbours_are_not(fees: Fees) -> None:
    with pytest.raises(FeeFileError, match="line 3: speaks of the same service and days as line 2"):
        fees("P,99213,,,90,,2026-06-30", "P,99213,,,91,2026-06-30,")
    assert len(fees("P,99213,,,90,,2026-06-30", "P,99213,,,91,2026-07-01,")) == 2


@pytest.mark.parametrize("header", ["", "payer,procedure,allowed\n", HEADER.replace("place", "pos")])
def test_another_header_is_refused(fees: Fees, header: str) -> None:
    with pytest.raises(FeeFileError, match="line 1: the header must be payer,procedure,modifier"):
        fees(header=header)


def test_ten_faults_are_told_at_once_and_the_rest_counted(fees: Fees) -> None:
    with pytest.raises(FeeFileError) as error:
        fees(*["P,99213,,,x,,"] * 13)
    assert str(error.value).count("is no amount") == 10
    assert str(error.value).endswith("and 3 more")


def test_columns_may_stand_in_any_order_and_blank_lines_between(fees: Fees) -> None:
    contract = fees("90,P,99213,,,,", "", header="allowed,payer,procedure,modifier,place,from,through\n")
    assert allowed(contract) == 90


def test_the_setting_names_the_file_and_the_option_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLEANCLAIM_FEES", raising=False)
    assert fees_here() is None
    for name, fee in (("one", 90), ("other", 91)):
        (tmp_path / name).write_text(f"\ufeff{HEADER}P,99213,,,{fee},,\n", encoding="utf-8")
    monkeypatch.setenv("CLEANCLAIM_FEES", str(tmp_path / "one"))
    assert allowed(fees_here() or Contract([])) == 90
    assert allowed(fees_here(tmp_path / "other") or Contract([])) == 91
    with pytest.raises(FeeFileError, match="cannot be read: No such file"):
        fees_here(tmp_path / "none")


@given(st.decimals(-5, 1000, places=2), st.decimals(-3, 100, places=1), st.decimals(0, 500, places=2))
def test_nothing_is_allowed_beyond_the_charge_nor_below_nothing(charge: Decimal, units: Decimal, fee: Decimal) -> None:
    contract = Contract([ContractFee("P", "99213", (), "", fee, date.min, date.max, 2)])
    found = allowed(contract, charge=charge, units=units)
    assert found is not None
    assert 0 <= found <= max(charge, Decimal(0))
