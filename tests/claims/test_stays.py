"""Stays and outpatient days that were billed before."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from claims.answer import Outcome
from claims.claim import Claim, Occurrence, Patient, Payer, Provider, ServiceLine, Subscriber
from claims.hospital import bundled_days, stays_on
from claims.sent import SentBefore

TODAY = date(2026, 3, 1)
STAY = Claim(
    claim_id="STAY",
    claim_type="institutional",
    type_of_bill="0111",
    statement_from=date(2026, 2, 2),
    statement_through=date(2026, 2, 6),
    admission_date=date(2026, 2, 2),
    submission_date=date(2026, 2, 10),
    payer=Payer(id="MCARE"),
    billing_provider=Provider(npi="1234567893"),
    subscriber=Subscriber(member_id="M1"),
    patient=Patient(birth_date=date(1950, 1, 1), relationship="18"),
    lines=(ServiceLine(number=1, revenue_code="0120", units=Decimal(4)),),
)
LATER = replace(STAY, claim_id="LATER", submission_date=TODAY)
VISIT = replace(
    STAY,
    claim_id="VISIT",
    type_of_bill="0131",
    lines=(
        ServiceLine(number=1, revenue_code="0301", procedure="80053", service_date=date(2026, 2, 2)),
        ServiceLine(number=2, revenue_code="0540", procedure="A0429", service_date=date(2026, 2, 3)),
        ServiceLine(number=3, revenue_code="0420", procedure="97110", service_date=date(2026, 2, 4)),
    ),
)


def sent(*claims: Claim) -> SentBefore:
    """An index of these."""
    index = SentBefore(b"key")
    for claim in claims:
        index.add(claim, TODAY)
    return index


def test_an_earlier_stay_is_found_with_its_days_and_its_hospital():
    (stay,) = sent(STAY).stays(LATER)
    assert (stay.claim_id, stay.first, stay.last, stay.here) == ("STAY", date(2026, 2, 2), date(2026, 2, 6), True)
    elsewhere = replace(LATER, billing_provider=Provider(npi="1245319599"))
    assert [stay.here for stay in sent(STAY).stays(elsewhere)] == [False]


def test_a_claim_does_not_find_its_own_stay_nor_a_later_one_nor_another_patients():
    assert sent(STAY).stays(STAY) == []
    assert sent(LATER).stays(STAY) == []
    assert sent(STAY).stays(replace(LATER, subscriber=Subscriber(member_id="M2"))) == []


def test_a_stay_that_was_taken_back_is_none():
    void = replace(STAY, type_of_bill="0118", frequency_code="8", submission_date=date(2026, 2, 20))
    assert sent(STAY, void).stays(LATER) == []


def test_a_stay_that_was_denied_is_none_once_that_is_known():
    index = sent(STAY)
    index.answered(
        Outcome(claim_id="STAY", billing_npi="1234567893", frequency_code="1", answered=date(2026, 2, 20), denied=True)
    )
    assert index.stays(LATER) == []
    assert len(index.stays(replace(LATER, submission_date=date(2026, 2, 20)))) == 1


def test_outpatient_days_leave_out_what_is_never_bundled():
    assert bundled_days(VISIT) == {date(2026, 2, 2), date(2026, 2, 4)}
    assert bundled_days(replace(VISIT, condition_codes=("51",))) == {date(2026, 2, 2)}
    assert bundled_days(replace(VISIT, type_of_bill="0851")) == set()
    assert [day.first for day in sent(VISIT).outpatient_days(LATER)] == [date(2026, 2, 2), date(2026, 2, 4)]


def test_days_away_part_a_stay():
    away = replace(STAY, occurrence_codes=(Occurrence("74", date(2026, 2, 3), date(2026, 2, 4)),))
    assert list(stays_on(away)) == [
        (date(2026, 2, 2), date(2026, 2, 3)),
        (date(2026, 2, 4), date(2026, 2, 6)),
    ]


def test_days_before_the_admission_are_no_stay():
    early = replace(STAY, statement_from=date(2026, 1, 31))
    assert list(stays_on(early)) == [(date(2026, 2, 2), date(2026, 2, 6))]


@pytest.mark.parametrize("form", ["saved", "forked"])
def test_an_index_that_is_saved_or_forked_keeps_stays(form: str, tmp_path: Path):
    index = sent(STAY, VISIT)
    if form == "saved":
        index.save(tmp_path / "sent.npz")
        twin = SentBefore.load(tmp_path / "sent.npz", b"key")
    else:
        twin = index.fork()
        index.add(replace(STAY, claim_id="OTHER", submission_date=date(2026, 2, 11)), TODAY)
    assert [stay.claim_id for stay in twin.stays(LATER)] == ["STAY"]
    assert len(twin.outpatient_days(LATER)) == 2


@given(
    st.lists(
        st.tuples(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 5000)),
        min_size=1,
        max_size=8,
        unique=True,
    )
)
def test_every_stay_comes_back_as_it_was_billed(spans: list[tuple[date, int]]):
    claims = [
        replace(
            STAY,
            claim_id=f"C{at}",
            statement_from=first,
            admission_date=first,
            statement_through=first + timedelta(days=days),
        )
        for at, (first, days) in enumerate(spans)
    ]
    found = sent(*claims).stays(replace(LATER, submission_date=date(2040, 1, 1)))
    assert [(stay.claim_id, stay.first, (stay.last - stay.first).days) for stay in found] == [
        (f"C{at}", first, min(days, 4095)) for at, (first, days) in enumerate(spans)
    ]


def test_two_stays_that_cost_the_same_are_no_duplicates():
    next_week = replace(LATER, statement_from=date(2026, 2, 12), statement_through=date(2026, 2, 16))
    assert sent(STAY).duplicates(next_week) == []
    assert len(sent(STAY).duplicates(LATER)) == 1
