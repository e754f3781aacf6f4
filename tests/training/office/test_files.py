"""The files of a made-up office: read without a fault, balanced, and in agreement with the truth."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import claims
from claims.answer import PaidClaim, Remittance
from claims.claim import Claim
from tests.training.office.conftest import truth

ZERO = Decimal(0)


@pytest.fixture(scope="module")
def sent(office: Path) -> list[Claim]:
    found = []
    for path in sorted(office.rglob("*.837")):
        for one in claims.read(path):
            assert isinstance(one, claims.Sourced), one
            assert not one.faults
            found.append(one.claim)
    return found


@pytest.fixture(scope="module")
def remits(office: Path) -> list[Remittance]:
    found = []
    for path in sorted(office.rglob("*.835")):
        for one in claims.read_remits(path):
            assert isinstance(one, Remittance), one
            found.append(one)
    return found


def test_matching_agrees_with_the_truth_on_every_answered_claim(
    office: Path, sent: list[Claim], remits: list[Remittance]
) -> None:
    matching = claims.match(sent, remits)
    pairs = zip(sent, matching.outcomes, strict=True)
    by_day = {(claim.claim_id, str(claim.submission_date)): outcome for claim, outcome in pairs}
    answered = [row for row in truth(office) if row["remit_date"]]
    assert len(answered) > 3_000
    for row in answered:
        outcome = by_day[row["claim_id"], row["submitted"]]
        assert outcome is not None, row
        assert (outcome.denied, outcome.fully_denied) == (row["denied"] == "1", row["fully_denied"] == "1"), row
        assert (outcome.paid, outcome.denied_charge) == (Decimal(row["paid"]), Decimal(row["denied_charge"])), row
        assert str(outcome.answered) == row["remit_date"], row
        assert sorted(code.split("-")[1] for code in outcome.codes) == row["carcs"].split(), row
    assert matching.unmatched


def adjusted(paid: PaidClaim) -> Decimal:
    of_lines = sum((one.amount for line in paid.lines for one in line.adjustments), ZERO)
    return of_lines + sum((one.amount for one in paid.adjustments), ZERO)


def test_remittances_balance_at_every_level(remits: list[Remittance]) -> None:
    for remit in remits:
        given = sum((one.amount for one in remit.adjustments), ZERO)
        assert remit.payment == sum((paid.paid for paid in remit.claims), ZERO) - given
        assert remit.payment >= 0
        for paid in remit.claims:
            assert paid.charge - adjusted(paid) == paid.paid
            for line in paid.lines:
                assert line.charge - sum((one.amount for one in line.adjustments), ZERO) == line.paid


def test_claims_balance_and_their_days_are_in_order(sent: list[Claim]) -> None:
    for claim in sent:
        assert claim.total_charge == sum((line.charge for line in claim.lines), ZERO)
        assert claim.first_service_date is not None
        assert claim.last_service_date is not None
        assert claim.submission_date is not None
        assert claim.first_service_date <= claim.last_service_date <= claim.submission_date


def test_the_traps_of_real_files_are_there(office: Path, sent: list[Claim], remits: list[Remittance]) -> None:
    answers = [paid for remit in remits for paid in remit.claims]
    rows = truth(office)
    lines = [line for paid in answers for line in paid.lines]
    codes = {(one.group, one.code) for line in lines for one in line.adjustments}
    assert {"1", "2", "4", "19", "22"} <= {paid.status for paid in answers}
    assert {("PR", "1"), ("PR", "2"), ("PR", "3"), ("CO", "45"), ("CO", "253"), ("OA", "23")} <= codes
    assert any(paid.adjustments and not paid.lines for paid in answers), "claim-level adjustments"
    assert any(one.code == "133" for paid in answers for one in paid.adjustments), "pending"
    assert any(line.billed_procedure for line in lines), "bundled lines"
    assert {"WO", "L6"} <= {one.reason for remit in remits for one in remit.adjustments}
    assert any(not row["remit_date"] for row in rows), "silence"
    assert {claim.claim_type for claim in sent} == {"professional", "institutional"}
    assert {"P", "S"} == {claim.payer.responsibility for claim in sent}
    assert len(sent) > len(rows), "claims that were sent again under the same number"
    first = {row["claim_id"] for row in rows if row["freq"] == "1"}
    assert any(row["freq"] == "7" and row["claim_id"] in first for row in rows), "numbers used again"
    assert any(claim.patient.relationship != "18" for claim in sent), "dependents"


def test_files_of_several_billers_differ_in_their_delimiters(office: Path) -> None:
    assert len({path.read_bytes()[3:4] + path.read_bytes()[105:107] for path in office.rglob("*.837")}) > 1
