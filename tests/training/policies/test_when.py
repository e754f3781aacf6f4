"""The day on which refusals began or ended, on streams made by hand; and what a list of splits finds."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.policies.chance import binomial_tail, exceeds, q_values
from training.policies.splits import above, among, around, none_of
from training.policies.when import change

FIRST = date(2025, 7, 1)


@given(before=st.integers(8, 60), after=st.integers(8, 60), step=st.integers(1, 5))
def test_a_clean_change_is_dated_between_the_two_cases_around_it(before: int, after: int, step: int) -> None:
    days = np.array([(FIRST + timedelta(days=step * at)).toordinal() for at in range(before + after)])
    hit = np.arange(before + after) >= before
    found = change(days, hit, rises=True)
    assert found is not None
    assert date.fromordinal(int(days[before - 1])) < found.day <= date.fromordinal(int(days[before]))
    assert found.earliest <= found.day <= found.latest
    assert change(days, hit, rises=False) is None
    ended = change(days, ~hit, rises=False)
    assert ended is not None
    assert ended.day == found.day


@given(rate=st.sampled_from([0.1, 0.5, 0.9]), seed=st.integers(0, 10_000))
def test_an_interval_holds_the_day_of_a_noisy_change_and_a_steady_rate_has_none(rate: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    days = np.arange(FIRST.toordinal(), FIRST.toordinal() + 100)
    steady = change(days, rng.random(100) < rate, rises=True)
    assert steady is None or steady.gain >= np.log(100) + 2.0


def test_the_interval_holds_the_true_day_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    days = np.arange(FIRST.toordinal(), FIRST.toordinal() + 120)
    inside = 0
    for _ in range(200):
        hit = rng.random(120) < np.where(np.arange(120) >= 60, 0.7, 0.02)
        found = change(days, hit, rises=True)
        assert found is not None
        inside += found.earliest <= date.fromordinal(int(days[60])) <= found.latest
    assert inside >= 185


def test_limits_lists_and_ages_are_found_where_they_are() -> None:
    units = np.array([1, 2, 3, 4, 5, 6] * 10)
    split = above(units, units > 4)
    assert split is not None
    assert split.limit == 4
    ages = np.array([20, 38, 40, 60, 74, 80] * 10)
    split = around(ages, (ages < 40) | (ages > 74))
    assert split is not None
    assert split.values == ("40", "74")
    places = ["11", "12", "22"] * 10
    split = among(places, np.array([place == "12" for place in places]))
    assert split is not None
    assert split.values == ("12",)
    modifiers = [("GP",), (), ("GO", "59"), ("59",)] * 10
    split = none_of(modifiers, np.array([not {"GP", "GO"} & set(one) for one in modifiers]))
    assert split is not None
    assert split.values == ("GO", "GP")


@given(of=st.integers(1, 30), rate=st.floats(0.01, 0.99))
def test_a_tail_falls_from_one_to_the_chance_of_all(of: int, rate: float) -> None:
    tail = [binomial_tail(hits, of, rate) for hits in range(of + 1)]
    assert tail[0] == 1.0
    assert tail == sorted(tail, reverse=True)
    assert np.isclose(tail[-1], rate**of)


def test_equal_shares_are_no_difference_and_all_against_none_is_one() -> None:
    assert exceeds(5, 10, 50, 100) > 0.4
    assert np.isclose(exceeds(3, 3, 0, 3), 1 / 20)


def test_false_discoveries_count_all_tests() -> None:
    assert q_values([0.01, 0.02, 0.5], 3) == [0.03, 0.03, 0.5]
    assert q_values([0.01], 10) == [0.1]
