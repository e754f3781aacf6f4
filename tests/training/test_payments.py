"""Prices, patients' shares and rhythms that are known beforehand must be found again."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.answer import LineOutcome, Outcome
from claims.claim import Claim, Payer, ServiceLine
from models.payments import Payments
from models.rhythm import PayDays
from training.payments import learn_payments
from training.payments_days import learn_rhythms, with_ranges

TODAY = date(2026, 6, 30)


def answered(
    *,
    procedure: str = "99213",
    charge: float = 100.0,
    allowed: float = 60.0,
    paid: float | None = None,
    units: int = 1,
    payer: str = "P",
    day: date = date(2026, 5, 1),
    **more: object,
) -> tuple[Claim, Outcome]:
    modifiers = tuple(str(more.pop("modifiers", "")).split())
    line = ServiceLine(1, procedure, modifiers=modifiers, charge=cents(charge), units=Decimal(units), service_date=day)
    claim = Claim("A", payer=Payer(id=payer), lines=(line,), submission_date=day)
    fate = LineOutcome(
        1, charge=line.charge, allowed=cents(allowed), paid=cents(allowed if paid is None else paid), **more
    )  # type: ignore[arg-type]
    return claim, Outcome("A", answered=day + timedelta(days=14), lines=(fate,), denied=fate.denied)


def cents(dollars: float) -> Decimal:
    return Decimal(dollars).quantize(Decimal("0.01"))


def learnt(*pairs: tuple[Claim, Outcome]) -> Payments:
    return learn_payments([claim for claim, _ in pairs], [outcome for _, outcome in pairs], TODAY)


def test_a_fee_is_found_where_charges_vary_and_what_is_allowed_does_not() -> None:
    found = learnt(*(answered(charge=100 + at, allowed=60) for at in range(10)))
    assert found.prices["P"].fees == {"99213": 60.0}
    assert found.prices["P"].rates == {}


def test_a_fee_of_less_than_a_cent_a_unit_is_none_of_nothing() -> None:
    found = learnt(*(answered(procedure="J1642", charge=9 + at, allowed=4, units=1000) for at in range(10)))
    assert found.prices["P"].fees == {"J1642": 0.004}


def test_a_discount_is_found_where_what_is_allowed_follows_the_charge() -> None:
    found = learnt(*(answered(charge=100 + at, allowed=0.6 * (100 + at)) for at in range(10)))
    assert found.prices["P"].fees == {}
    assert found.prices["P"].rates["99213"] == pytest.approx(0.6, abs=0.001)


def test_a_fee_schedule_that_changed_is_soon_believed() -> None:
    old = [answered(charge=100 + at, allowed=60, day=date(2025, 7, 1)) for at in range(50)]
    new = [answered(charge=100 + at, allowed=61, day=date(2026, 2, 1)) for at in range(5)]
    assert learnt(*old, *new).prices["P"].fees == {"99213": 61.0}
    assert learnt(*old, *new[:4]).prices["P"].fees == {"99213": 60.0}


def test_part_of_a_service_is_told_from_the_whole_and_lends_its_factor_to_others() -> None:
    whole = [answered(procedure="71046", charge=100 + at, allowed=60) for at in range(6)]
    part = [answered(procedure="71046", charge=40 + at, allowed=15, modifiers="26") for at in range(6)]
    found = learnt(*whole, *part)
    assert found.prices["P"].fees == {"71046": 60.0, "71046-26": 15.0}
    assert found.modifiers["26"] == pytest.approx((0.25 + 3) / 4)


def test_refused_lines_say_nothing_of_prices() -> None:
    good = [answered(charge=100 + at, allowed=60) for at in range(6)]
    refused = [answered(allowed=0, denied=True) for _ in range(6)]
    assert learnt(*good, *refused).prices == learnt(*good).prices


def test_units_to_which_a_payer_cuts_are_found() -> None:
    usual = [answered(procedure="97035", charge=40 + at, allowed=27) for at in range(6)]
    cut = [answered(procedure="97035", charge=160 + at, allowed=54, units=4, reduced=True) for at in range(4)]
    found = learnt(*usual, *cut)
    assert found.caps == {"97035": 2.0}
    assert found.prices["P"].cuts > 0.9
    four = answered(procedure="97035", charge=160, units=4)[0]
    assert found.lines(four)[0] == pytest.approx(54, rel=0.1)


def test_coinsurance_and_the_deductibles_of_january_are_found() -> None:
    lines = []
    for month in range(1, 13):
        for at in range(100):
            met = at >= (50 if month == 1 else 5)
            day = date(2025 if month > 6 else 2026, month, 1)
            lines.append(answered(charge=100 + at % 9, allowed=60, paid=48 if met else 0, day=day))
    share = learnt(*lines).patients["P"]
    paid = [share.paid("99213", 60.0, month) for month in range(1, 13)]
    assert paid[0] < min(paid[1:])
    assert paid[1:] == pytest.approx([0.8 * 0.95] * 11, abs=0.06)
    assert sum(paid) / 12 == pytest.approx(0.8 * (0.5 + 11 * 0.95) / 12, abs=0.01)


def waits(
    delays: list[int], through: date, *, weekday: int | None = None, denied: bool = False
) -> list[tuple[Claim, Outcome | None]]:
    """One claim a day, each with its delay, as it stands on a day."""
    found: list[tuple[Claim, Outcome | None]] = []
    for at, delay in enumerate(delays):
        sent = date(2026, 1, 1) + timedelta(days=at % 150)
        day = sent + timedelta(days=delay)
        if weekday is not None:
            day += timedelta(days=(weekday - day.weekday()) % 7)
        if sent <= through:
            outcome = Outcome("A", answered=day, denied=denied) if day <= through else None
            found.append((Claim("A", payer=Payer(id="P"), submission_date=sent), outcome))
    return found


def days_of(found: list[tuple[Claim, Outcome | None]], through: date) -> PayDays:
    return PayDays(learn_rhythms([claim for claim, _ in found], [outcome for _, outcome in found], through))


def test_the_weekday_on_which_a_payer_pays_is_found() -> None:
    rng = np.random.default_rng(1)
    found = waits(rng.integers(10, 40, 600).tolist(), TODAY, weekday=2)
    days, _ = days_of(found, TODAY).chances("P", date(2026, 7, 1), 0.0)
    assert {day.weekday() for day in days} == {2}


def test_claims_too_young_to_be_answered_slowly_do_not_make_a_payer_quick() -> None:
    rng = np.random.default_rng(2)
    delays = rng.integers(5, 61, 900).tolist()
    early = date(2026, 3, 15)  # the sixty days before are half of all claims
    soon = days_of(waits(delays, early), early).answer("P", date(2026, 7, 1), 0.0)
    late = days_of(waits(delays, date(2026, 12, 31)), date(2026, 12, 31)).answer("P", date(2026, 7, 1), 0.0)
    assert abs((soon.day - late.day).days) <= 3
    known = [outcome.answered - claim.submission_date for claim, outcome in waits(delays, early) if outcome]
    naive = sorted(gap.days for gap in known)[len(known) // 2]
    assert (soon.day - date(2026, 7, 1)).days > naive + 2


def test_claims_that_are_never_answered_lower_the_share_answered_and_not_the_days() -> None:
    rng = np.random.default_rng(3)
    found = waits(rng.integers(10, 31, 900).tolist(), date(2026, 12, 31))
    silent = [(claim, None if at % 10 == 0 else outcome) for at, (claim, outcome) in enumerate(found)]
    rhythms = learn_rhythms([claim for claim, _ in silent], [outcome for _, outcome in silent], date(2026, 12, 31))
    assert rhythms["P"].answered == pytest.approx(0.9, abs=0.02)
    day = PayDays(rhythms).answer("P", date(2026, 7, 1), 0.0).day
    assert abs((day - date(2026, 7, 21)).days) <= 2


def test_refusals_take_longer_where_they_did() -> None:
    rng = np.random.default_rng(4)
    through = date(2026, 12, 31)
    both = waits(rng.integers(10, 20, 600).tolist(), through) + waits(
        rng.integers(30, 50, 200).tolist(), through, denied=True
    )
    pay_days = days_of(both, through)
    sent = date(2026, 7, 1)
    assert pay_days.answer("P", sent, 0.0).high < pay_days.answer("P", sent, 1.0).low


@pytest.mark.parametrize("weekday", [0, 4])
def test_ranges_hold_four_fifths_of_the_answers(weekday: int) -> None:
    rng = np.random.default_rng(5)
    through = date(2026, 12, 31)
    found = waits(rng.gamma(9, 2.5, 1500).astype(int).tolist(), through, weekday=weekday)
    sent = [claim for claim, _ in found]
    rhythms = learn_rhythms(sent, [outcome for _, outcome in found], through)
    denied = rng.beta(1, 5, len(sent)).tolist()
    pay_days = PayDays(with_ranges(Payments(rhythms=rhythms), sent, denied).rhythms)
    fresh = waits(rng.gamma(9, 2.5, 1500).astype(int).tolist(), through, weekday=weekday)
    inside = []
    for claim, outcome in fresh:
        assert outcome is not None
        assert claim.submission_date is not None
        answer = pay_days.answer("P", claim.submission_date, 0.1)
        inside.append(answer.low <= (outcome.answered or through) <= answer.high)
    assert np.mean(inside) == pytest.approx(0.8, abs=0.04)


def test_an_office_without_any_answer_teaches_nothing() -> None:
    claim = answered()[0]
    found = learn_payments([claim], [None], TODAY)
    assert found.rhythms == {}
    assert found.lines(claim) == [100.0]
    assert with_ranges(found, [claim], [0.5]) == found


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(30)))
def test_the_order_of_claims_does_not_matter(order: list[int]) -> None:
    pairs = [
        answered(
            charge=100 + 7 * (at % 5),
            allowed=50 + at % 2,
            paid=0 if at % 11 == 0 else None,
            payer="PQ"[at % 2],
            day=date(2026, 1 + at % 5, 1 + at),
        )
        for at in range(28)
    ]
    shuffled = [pairs[at] for at in order if at < len(pairs)]
    assert learnt(*shuffled).rhythms == learnt(*pairs).rhythms
    assert learnt(*shuffled).prices.keys() == learnt(*pairs).prices.keys()


def test_a_deductible_of_large_claims_is_not_that_of_small_ones() -> None:
    small = [answered(charge=50 + at % 5, allowed=40, paid=0 if at % 2 else 40) for at in range(200)]
    large = [answered(procedure="27447", charge=9000 + at % 5, allowed=5000, paid=4500) for at in range(200)]
    share = learnt(*small, *large).patients["P"]
    assert share.paid("99213", 40.0, 0) == pytest.approx(0.5, abs=0.05)
    assert share.paid("27447", 5000.0, 0) == pytest.approx(0.9, abs=0.03)
    assert share.paid("12345", 5000.0, 0) == pytest.approx(0.9, abs=0.03)
