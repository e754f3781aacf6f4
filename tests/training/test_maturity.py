"""Only submissions that have had the time to be refused are labelled."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from claims.answer import Outcome
from claims.claim import Claim, Payer
from training.maturity import age_of_arrival, maturities, states

TODAY = date(2026, 7, 1)


def made_up_office(
    seed: int, days: int = 400, a_day: int = 30, silence: float = 0.0
) -> tuple[list[Claim], list[Outcome | None], np.ndarray]:
    """Refused with 20 %, paid within ten days, refused within eighty: and what would be known today."""
    rng = np.random.default_rng(seed)
    claims, outcomes, truth = [], [], []
    for age in range(days, 0, -1):
        for number in range(a_day):
            submitted = TODAY - timedelta(days=age)
            claim = Claim(f"{age}-{number}", submission_date=submitted, payer=Payer(id="SLOW"))
            denied = bool(rng.random() < 0.2)
            answered = submitted + timedelta(days=int(rng.integers(20, 81) if denied else rng.integers(3, 11)))
            known = answered <= TODAY and rng.random() >= silence
            claims.append(claim)
            truth.append(denied)
            outcomes.append(Outcome(claim.claim_id, answered=answered, denied=denied) if known else None)
    return claims, outcomes, np.array(truth)


def test_dropping_the_unanswered_understates_the_last_weeks_and_dropping_the_young_does_not():
    claims, outcomes, truth = made_up_office(seed=3)
    last_weeks = np.array([(TODAY - claim.submission_date).days <= 120 for claim in claims])
    answered = np.array([outcome is not None for outcome in outcomes])
    denied = np.array([outcome is not None and outcome.denied for outcome in outcomes])
    known = np.array([state == "known" for state in states(claims, outcomes, TODAY)])

    naive = denied[last_weeks & answered].mean()
    matured = denied[last_weeks & known].mean()
    true = truth[last_weeks].mean()
    assert naive < true - 0.03
    assert abs(matured - true) < 0.015
    assert (last_weeks & known).sum() > 1000


def test_the_age_is_that_at_which_95_percent_of_the_refusals_had_arrived():
    claims, outcomes, _ = made_up_office(seed=4)
    overall, by_payer = maturities(claims, outcomes, TODAY)
    assert overall == by_payer["SLOW"]
    assert abs(overall - 77) <= 1  # uniform from 20 to 80: 95 % by day 77


def test_the_young_refusals_that_are_known_already_do_not_make_a_payer_look_quick():
    claims, outcomes, _ = made_up_office(seed=5, days=110)
    pairs = np.array(
        [
            ((outcome.answered - claim.submission_date).days, (TODAY - claim.submission_date).days)
            for claim, outcome in zip(claims, outcomes, strict=True)
            if outcome is not None and outcome.denied
        ]
    )
    plain = np.quantile(pairs[:, 0], 0.95)
    ours = age_of_arrival(pairs[:, 0], pairs[:, 1])
    assert plain < 76
    assert plain < ours <= 79


def test_without_truncation_the_age_is_the_plain_quantile():
    delays = np.arange(1, 101)
    ages = np.full(100, 1000)
    assert age_of_arrival(delays, ages) == 95
    assert age_of_arrival(delays, ages, share=1.0) == 100


def test_a_submission_is_mature_on_the_day_it_reaches_the_age_and_not_the_day_before():
    claims, outcomes, _ = made_up_office(seed=6)
    age = maturities(claims, outcomes, TODAY)[0]
    found = dict(
        zip([(TODAY - claim.submission_date).days for claim in claims], states(claims, outcomes, TODAY), strict=True)
    )
    assert found[age] != "young"
    assert found[age - 1] == "young"


def test_matured_silence_is_neither_paid_nor_denied():
    claims, outcomes, _ = made_up_office(seed=7, silence=0.1)
    for claim, outcome, state in zip(claims, outcomes, states(claims, outcomes, TODAY), strict=True):
        if (TODAY - claim.submission_date).days > 81:
            assert state == ("silent" if outcome is None else "known")


def test_a_payer_with_few_refusals_goes_by_all_payers():
    claims, outcomes, _ = made_up_office(seed=8)
    rare = [Claim("X", submission_date=date(2026, 1, 1), payer=Payer(id="RARE"))]
    answer = [Outcome("X", answered=date(2026, 1, 3), denied=True)]
    _, by_payer = maturities(claims + rare, outcomes + answer, TODAY)
    assert set(by_payer) == {"SLOW"}


def test_an_office_without_refusals_has_nothing_to_wait_for():
    claim = Claim("X", submission_date=date(2026, 6, 30))
    assert states([claim], [Outcome("X", answered=date(2026, 7, 1))], TODAY) == ["known"]
