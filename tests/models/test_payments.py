from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.claim import Adjustment, Claim, LineAdjudication, Payer, ServiceLine
from models.payments import PatientShare, Payments, Prices, price_keys

FREE = PatientShare(((1.0, 0.0),) * 8)


def line(procedure: str = "99213", charge: str = "100", units: str = "1", **more: object) -> ServiceLine:
    return ServiceLine(number=1, procedure=procedure, charge=Decimal(charge), units=Decimal(units), **more)  # type: ignore[arg-type]


def claim(*lines: ServiceLine, **more: object) -> Claim:
    return Claim("A", payer=Payer(id="P"), lines=lines, **more)  # type: ignore[arg-type]


def payments(patient: PatientShare = FREE, **prices: object) -> Payments:
    own = Prices(**{"rate": 0.5} | prices)  # type: ignore[arg-type]
    return Payments(prices={"": Prices(0.4), "P": own}, patients={"": FREE, "P": patient}, caps={"97035": 2.0})


def test_a_fee_is_a_unit_and_never_more_than_the_charge() -> None:
    known = payments(fees={"99213": 30.0})
    assert known.lines(claim(line(units="2"))) == [60.0]
    assert known.lines(claim(line(units="4"))) == [100.0]
    assert known.lines(claim(line(units="3"))) == [pytest.approx(90.0)]


def test_a_procedure_without_a_price_brings_the_payers_share_of_its_charge() -> None:
    assert payments().lines(claim(line())) == [50.0]
    assert payments(rates={"99213": 0.7}).lines(claim(line())) == [pytest.approx(70.0)]


def test_a_claim_that_takes_another_back_brings_nothing() -> None:
    assert payments().lines(claim(line(), frequency_code="8")) == [0.0]
    assert Payments().lines(claim(line(), frequency_code="8")) == [0.0]


def test_an_unknown_payer_pays_what_all_payers_pay() -> None:
    stranger = Claim("A", payer=Payer(id="Q"), lines=(line(),))
    assert payments().lines(stranger) == [40.0]


def test_a_part_of_a_service_has_its_own_price_else_the_usual_part_of_the_whole() -> None:
    known = payments(fees={"71046": 40.0, "71046-26": 9.0, "73030": 30.0})
    known = Payments(**{name: getattr(known, name) for name in known.__struct_fields__} | {"modifiers": {"26": 0.5}})
    assert known.lines(claim(line("71046", modifiers=("26",)))) == [9.0]
    assert known.lines(claim(line("73030", modifiers=("26",)))) == [15.0]
    assert known.lines(claim(line("73030", modifiers=("RT",)))) == [30.0]


def test_a_facility_has_its_own_price_where_one_is_known() -> None:
    known = payments(fees={"99213": 40.0, "99213@F": 25.0, "99214": 60.0})
    here = claim(line(), line("99214"), place_of_service="22")
    assert known.lines(here) == [25.0, 60.0]
    assert known.lines(claim(line(), place_of_service="11")) == [40.0]
    assert price_keys(here, line(modifiers=("26", "GP"))) == ("99213-26@F", "99213-26", "99213")


def test_units_beyond_a_cap_are_cut_as_often_as_the_payer_cuts_them() -> None:
    known = payments(fees={"97035": 10.0}, cuts=0.5)
    assert known.lines(claim(line("97035", units="2"))) == [20.0]
    assert known.lines(claim(line("97035", units="4"))) == [pytest.approx(0.5 * 40 + 0.5 * 20)]


def test_a_deductible_bites_in_its_season() -> None:
    patient = PatientShare(((0.8, 0.1),) * 8, seasons=(4.0, *(0.5,) * 11))
    known = payments(patient, fees={"99213": 100.0})
    january, may, never = (
        known.lines(claim(line(service_date=day)))[0] for day in (date(2026, 1, 31), date(2026, 5, 1), None)
    )
    assert january == pytest.approx(80 * 0.6 / 0.9)
    assert may == pytest.approx(80 * 0.95 / 0.9)
    assert never == pytest.approx(80)


def test_a_second_payer_pays_what_the_first_left_to_the_patient() -> None:
    left = (Adjustment("PR", "2", Decimal("17.50")), Adjustment("CO", "45", Decimal(30)))
    decided = LineAdjudication("Q", Decimal("52.50"), adjustments=left)
    second = Claim("A", payer=Payer(id="P", responsibility="S"), lines=(line(adjudications=(decided,)), line()))
    assert payments().lines(second) == [17.5, 50.0]


@pytest.mark.parametrize("charge", ["0", "-5", "NaN", "Infinity", "1e12"])
def test_what_is_no_charge_brings_nothing(charge: str) -> None:
    assert payments(fees={"99213": 30.0}).lines(claim(line(charge=charge))) == [0.0]


def test_an_institutional_line_goes_by_its_revenue_code() -> None:
    room = ServiceLine(number=1, revenue_code="0120", charge=Decimal(9000), units=Decimal(3))
    stay = Claim("A", claim_type="institutional", type_of_bill="0111", payer=Payer(id="P"), lines=(room,))
    assert payments(fees={"0120": 1000.0}).lines(stay) == [3000.0]


@given(
    st.lists(st.tuples(st.decimals(-10, 10**13, places=2), st.decimals(-1, 10**6, places=1)), max_size=6),
    st.floats(0, 1e9),
    st.floats(0, 1),
    st.floats(0, 1),
    st.integers(1, 12),
)
def test_a_line_brings_something_between_nothing_and_its_charge(
    lines: list[tuple[Decimal, Decimal]], fee: float, paid: float, cuts: float, month: int
) -> None:
    known = payments(PatientShare(((paid, 1 - paid),) * 8, seasons=(1.0,) * 12), fees={"97035": fee}, cuts=cuts)
    given_lines = [ServiceLine(procedure="97035", charge=charge, units=units) for charge, units in lines]
    asked = claim(*given_lines, statement_from=date(2026, month, 1))
    for one, worth in zip(given_lines, known.lines(asked), strict=True):
        assert 0 <= worth <= max(0.0, float(one.charge)) + 1e-6
    assert known.worth(asked, [0.5] * len(lines)) == pytest.approx(0.5 * sum(known.lines(asked)))


def test_what_a_deductible_takes_goes_by_the_whole_claim_and_by_the_procedure() -> None:
    bands = ((0.2, 0.0), *(((0.9, 0.0),) * 7))
    patient = PatientShare(bands, procedures={"36415": (1.1, 1.0), "99213": (5.0, 1.0)})
    known = payments(patient, fees={"36415": 10.0, "80053": 20.0, "93000": 40.0, "99213": 30.0})
    assert known.lines(claim(line("80053"))) == [pytest.approx(4)]
    assert known.lines(claim(line("80053"), line("93000"))) == [pytest.approx(18), pytest.approx(36)]
    assert known.lines(claim(line("36415"))) == [pytest.approx(2.2)]
    assert known.lines(claim(line("99213"))) == [30.0]
