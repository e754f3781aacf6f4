from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from claims.answer import PaidClaim, PaidLine, Remittance
from claims.claim import Adjustment, Claim, Payer, ServiceLine
from models.contract import Contract, ContractFee
from serving.underpaid import Comparison, compare

SERVED = date(2026, 3, 2)
CONTRACT = Contract([ContractFee("P", "99213", (), "", Decimal(100), date.min, date.max, 2)])


def claim(number: str = "A", responsibility: str = "P", units: int = 1, charge: str = "150") -> Claim:
    line = ServiceLine(
        1, "99213", units=Decimal(units), charge=Decimal(charge), service_date=SERVED, control_number=f"{number}L1"
    )
    payer = Payer(id="P", name="PAYER", responsibility=responsibility)
    return Claim(number, payer=payer, lines=(line,), submission_date=SERVED, total_charge=Decimal(charge))


def remit(sent: Claim, paid: str, *adjustments: tuple[str, str, str], day: int = 20, status: str = "1") -> Remittance:
    line = sent.lines[0]
    taken = tuple(Adjustment(group, code, Decimal(amount)) for group, code, amount in adjustments)
    answer = PaidLine(
        "99213",
        charge=line.charge,
        paid=Decimal(paid),
        units=line.units,
        service_date=SERVED,
        control_number=line.control_number,
        adjustments=taken,
    )
    back = PaidClaim(sent.claim_id, status, sent.total_charge, Decimal(paid), frequency_code="1", lines=(answer,))
    return Remittance(payer=Payer(id="P"), payment_date=date(2026, 3, day), claims=(back,))


def found(sent: Claim, *remits: Remittance) -> Comparison:
    return compare([sent], remits, CONTRACT)


@pytest.mark.parametrize(("allowed", "short"), [("99.95", None), ("99.94", "0.06"), ("60", "40"), ("120", None)])
def test_a_line_is_underpaid_beyond_the_tolerance(allowed: str, short: str | None) -> None:
    sent = claim()
    contract = Decimal(150) - Decimal(allowed)
    lines = found(sent, remit(sent, allowed, ("CO", "45", str(contract)))).lines
    assert [line.short for line in lines] == ([Decimal(short)] if short else [])


def test_what_the_patient_owes_and_sequestration_are_allowed() -> None:
    sent = claim()
    answer = remit(sent, "78.40", ("PR", "2", "20"), ("CO", "253", "1.60"), ("CO", "45", "50"))
    assert found(sent, answer).lines == ()
    assert found(sent, answer).payers[0].compared == 1


def test_a_charge_below_the_fee_is_all_that_can_be_allowed() -> None:
    sent = claim(charge="80")
    assert found(sent, remit(sent, "80")).lines == ()


def test_fees_are_a_unit() -> None:
    sent = claim(units=3, charge="450")
    line = found(sent, remit(sent, "200", ("CO", "45", "250"))).lines[0]
    assert (line.contract, line.allowed, line.short) == (300, 200, 100)


@pytest.mark.parametrize(
    ("sent", "adjustments", "paid", "reason"),
    [
        (claim(), (("CO", "197", "150"),), "0", "refused"),
        (claim(units=3, charge="450"), (("CO", "222", "300"), ("CO", "45", "50")), "100", "units or a part refused"),
        (claim(responsibility="S"), (("OA", "23", "130"),), "20", "another payer came first"),
    ],
)
def test_what_is_no_underpayment_is_counted_apart(
    sent: Claim, adjustments: tuple[tuple[str, str, str], ...], paid: str, reason: str
) -> None:
    comparison = found(sent, remit(sent, paid, *adjustments))
    assert comparison.lines == comparison.payers == ()
    assert comparison.not_compared == {reason: 1}


def test_a_line_that_was_paid_again_is_left_out() -> None:
    sent = claim()
    first = remit(sent, "60", ("CO", "45", "90"))
    again = remit(sent, "100", ("CO", "45", "50"), day=27)
    assert found(sent, first, again).not_compared == {"paid again since": 1}


def test_claims_without_an_answer_and_without_a_fee_are_not_compared() -> None:
    assert found(claim()) == Comparison((), (), {})
    sent = claim()
    assert compare([sent], [remit(sent, "60", ("CO", "45", "90"))], Contract([])).not_compared == {
        "the contract says nothing": 1
    }


def test_totals_are_the_sums_of_the_lines() -> None:
    several = [claim(number) for number in "ABC"]
    remits = [
        remit(one, paid, ("CO", "45", str(150 - int(paid))))
        for one, paid in zip(several, ("60", "70", "100"), strict=True)
    ]
    comparison = compare(several, remits, CONTRACT)
    total = comparison.payers[0]
    assert (total.compared, total.underpaid, total.short, total.contract) == (3, 2, 70, 300)
    assert [line.short for line in comparison.lines] == [40, 30]
