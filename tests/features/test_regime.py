"""A change of a payer's rate is seen soon, dated right, and seldom seen where there is none."""

from __future__ import annotations

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.regime import Regime

ANSWERS = st.lists(st.tuples(st.integers(1, 60), st.booleans()), max_size=120)


def _counted(answers: list[tuple[int, bool]], since: int) -> tuple[int, int]:
    current = [refused for day, refused in answers if day >= since]
    return len(current), sum(current)


@given(answers=ANSWERS)
def test_a_regime_holds_exactly_the_answers_dated_since_it_began_in_whatever_order_they_came(
    answers: list[tuple[int, bool]],
):
    regime = Regime()
    for nth, (day, refused) in enumerate(answers, start=1):
        regime.add(day, refused=refused)
        assert (regime.answers, regime.refused) == _counted(answers[:nth], regime.since)


@given(answers=ANSWERS)
def test_what_was_before_lies_before(answers: list[tuple[int, bool]]):
    regime = Regime()
    for nth, (day, refused) in enumerate(sorted(answers), start=1):
        if regime.add(day, refused=refused):
            earlier = [one for one in sorted(answers)[:nth] if one[0] < regime.since]
            assert regime.before is not None
            assert regime.before[0] <= len(earlier)
            assert regime.before[0] > 0


@given(paid=st.lists(st.integers(1, 30), min_size=1, max_size=40), after=ANSWERS)
def test_a_stream_that_was_only_counted_until_its_first_refusal_goes_on_as_one_that_was_watched(
    paid: list[int], after: list[tuple[int, bool]]
):
    paid.sort()
    watched = Regime()
    for day in paid:
        watched.add(day, refused=False)
    counted = Regime(paid[0], len(paid), paid[-1], paid.count(paid[-1]))
    for day, refused in [(paid[-1], True), *((30 + day, refused) for day, refused in after)]:
        assert watched.add(day, refused=refused) == counted.add(day, refused=refused)
    assert (watched.since, watched.answers, watched.refused) == (counted.since, counted.answers, counted.refused)


def test_a_refusal_more_or_less_on_one_day_never_splits_the_day():
    regime = Regime()
    for day in range(30):
        regime.add(day, refused=False)
    for nth in range(12):
        regime.add(30, refused=nth >= 4)
    assert (regime.since, regime.answers, regime.refused) == (30, 12, 8)


def _delay(rng: random.Random, before: float, after: float) -> tuple[int, int]:
    """Answers until the change after 40 answers was seen, and by how many days its date is wrong."""
    regime = Regime()
    for day in range(40):
        regime.add(day, refused=rng.random() < before)
    for nth in range(1, 200):
        if regime.add(39 + nth, refused=rng.random() < after):
            return nth, abs(regime.since - 40)
    return 200, 200


@pytest.mark.parametrize(
    ("before", "after", "at_most"), [(0.02, 0.9, 6), (0.1, 0.9, 8), (0.02, 0.6, 10), (0.9, 0.02, 6), (0.6, 0.05, 12)]
)
def test_a_sharp_change_is_seen_within_a_few_answers_and_dated_right(before: float, after: float, at_most: int):
    rng = random.Random(5)
    found = [_delay(rng, before, after) for _ in range(200)]
    assert statistics.median(nth for nth, _ in found) <= at_most
    assert statistics.median(wrong for _, wrong in found) <= 2


@pytest.mark.parametrize(("rate", "of_1000"), [(0.01, 0.2), (0.03, 0.4), (0.1, 1.5), (0.3, 2.5), (0.9, 1.5)])
def test_a_stable_rate_seldom_raises_an_alarm(rate: float, of_1000: float):
    rng = random.Random(7)
    alarms = 0
    for _ in range(100):
        regime = Regime()
        alarms += sum(regime.add(nth // 2, refused=rng.random() < rate) for nth in range(300))
    assert alarms / 30 <= of_1000


def test_more_proof_gives_fewer_false_alarms():
    counts = []
    for proof in (2.0, 4.0, 8.0):
        rng = random.Random(3)
        regimes = [Regime(proof=proof) for _ in range(60)]
        counts.append(sum(one.add(day, refused=rng.random() < 0.3) for one in regimes for day in range(300)))
    assert counts[0] > counts[1] > counts[2]
