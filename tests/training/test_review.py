"""What a look is worth: who is looked at, what that catches, and what the card says of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from models.review import STANDARD, Review
from training.review import by_number, by_threshold, least_worth, looks
from training.tracking.review_card import section
from training.trained import HeldOut

REVIEW = Review(look_cost=5.0, rework_cost=50.0, prevented=0.5, lost=0.4)
SURE, LIKELY, LARGE, SMALL = range(4)
HELD_OUT = HeldOut(
    claims=[0, 1, 2, 3],
    odds=[0.9, 0.5, 0.1, 0.1],
    denied=[True, False, True, False],
    at_risk=[10.0, 0.0, 100.0, 1.0],
    refused=[20.0, 0.0, 500.0, 0.0],
)


def held_outs(claims: int = 40) -> st.SearchStrategy[HeldOut]:
    def of(seed: int) -> HeldOut:
        rng = np.random.default_rng(seed)
        odds = rng.beta(1, 4, claims)
        denied = rng.random(claims) < odds
        charge = rng.lognormal(5, 1, claims)
        return HeldOut(
            list(range(claims)),
            odds.tolist(),
            denied.tolist(),
            (odds * charge).tolist(),
            np.where(denied, charge, 0).tolist(),
        )

    return st.builds(of, st.integers(0, 10_000))


def test_claims_are_put_up_when_a_look_is_expected_to_save_more_than_it_costs():
    assert by_threshold(HELD_OUT, REVIEW).tolist() == [True, True, True, False]
    dear = structs.replace(REVIEW, look_cost=0.5 * (0.5 * 50))  # what a look at LIKELY saves
    assert by_threshold(HELD_OUT, dear).tolist() == [True, False, True, False]


def test_with_time_for_few_looks_those_are_taken_that_save_most():
    assert by_number(HELD_OUT, REVIEW, 0.25).tolist() == [True, False, False, False]
    assert by_number(HELD_OUT, REVIEW, 0.5).tolist() == [True, False, True, False]
    assert by_number(HELD_OUT, REVIEW, 0.75).tolist() == by_threshold(HELD_OUT, REVIEW).tolist()
    assert np.flatnonzero(least_worth(HELD_OUT, REVIEW, by_threshold(HELD_OUT, REVIEW))).tolist() == [LIKELY]


def test_looks_are_paid_by_what_was_refused_and_not_by_the_odds():
    found = looks(HELD_OUT, REVIEW, by_threshold(HELD_OUT, REVIEW))
    assert (found.share, found.refused, found.caught, found.dollars_caught) == (0.75, pytest.approx(2 / 3), 1.0, 1.0)
    cost = 2 * 50 + 0.4 * 520
    assert found.net_per_thousand == pytest.approx(1000 * (0.5 * cost - 3 * 5) / 4)
    assert found.pays_from == pytest.approx(3 * 5 / cost)


def test_a_refusal_of_lines_that_would_bring_nothing_still_costs_its_rework():
    worthless = structs.replace(HELD_OUT, refused=[0.0] * 4)
    assert looks(worthless, REVIEW, by_threshold(HELD_OUT, REVIEW)).pays_from == pytest.approx(3 * 5 / (2 * 50))


def test_looks_at_nothing_cost_and_bring_nothing():
    found = looks(HELD_OUT, REVIEW, np.zeros(4, dtype=bool))
    assert (found.share, found.refused, found.net_per_thousand, found.pays_from) == (0, 0, 0, float("inf"))


@given(held_outs(), st.floats(0.05, 1), st.floats(0.5, 30))
def test_looks_break_even_where_the_card_says_so(held_out: HeldOut, prevented: float, look_cost: float):
    review = structs.replace(STANDARD, prevented=prevented, look_cost=look_cost)
    chosen = by_threshold(held_out, review)
    found = looks(held_out, review, chosen)
    if np.isfinite(found.pays_from):
        even = structs.replace(review, prevented=found.pays_from)
        assert looks(held_out, even, chosen).net_per_thousand == pytest.approx(0, abs=1e-6)


@given(held_outs(), st.floats(0.5, 30), st.floats(1.01, 3))
def test_a_dearer_look_puts_up_no_claim_that_a_cheaper_one_does_not(held_out: HeldOut, look_cost: float, more: float):
    cheap, dear = (structs.replace(STANDARD, look_cost=cost) for cost in (look_cost, look_cost * more))
    assert not (by_threshold(held_out, dear) & ~by_threshold(held_out, cheap)).any()


@given(held_outs())
def test_the_card_says_what_is_assumed_and_what_it_does(held_out: HeldOut):
    text = "\n".join(section(held_out, STANDARD))
    for said in ("$5.75", "30%", "$57.23", "46%", "CLEANCLAIM_LOOK_COST", "assumed, not measured", "40 held-out"):
        assert said in text
    found = looks(held_out, STANDARD, by_threshold(held_out, STANDARD))
    assert f"| $5.75 | 30% | {found.share:.1%} | {found.refused:.1%} | {found.caught:.1%} |" in text
    assert [f"\n| {share} |" in text for share in ("5%", "10%", "20%", "30%")] == [True] * 4
    assert all(line.count("|") in {0, 7, 8} for line in text.split("\n"))
