from __future__ import annotations

import pytest

from serving.access import Caller, Rate
from serving.access import rate as module
from serving.access.caller import ANYONE
from serving.problem import Refused

OTHER = Caller("main", "other", frozenset(), "other")


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def retry_after(rate: Rate, caller: Caller = ANYONE, claims: int = 0) -> str:
    with pytest.raises(Refused) as caught:
        rate.admit(caller, claims)
    assert caught.value.problem.status == 429
    assert caught.value.headers is not None
    return caught.value.headers["Retry-After"]


def test_without_a_limit_all_are_let_in() -> None:
    rate = Rate(clock=Clock())
    for _ in range(10_000):
        rate.admit(ANYONE, 1)
        rate.count(ANYONE, 1000)


def test_as_many_requests_as_a_second_allows_are_let_in_at_once_and_then_steadily() -> None:
    clock = Clock()
    rate = Rate(requests_a_second=4, clock=clock)
    for _ in range(4):
        rate.admit(ANYONE)
    assert retry_after(rate) == "1"
    clock.now += 0.24
    assert retry_after(rate) == "1"
    clock.now += 0.02
    rate.admit(ANYONE)
    retry_after(rate)


def test_a_pause_saves_up_no_more_than_a_second() -> None:
    clock = Clock()
    rate = Rate(requests_a_second=2, clock=clock)
    rate.admit(ANYONE)
    clock.now += 3600
    for _ in range(2):
        rate.admit(ANYONE)
    retry_after(rate)


def test_one_key_does_not_use_up_what_another_has() -> None:
    rate = Rate(requests_a_second=1, clock=Clock())
    rate.admit(ANYONE)
    retry_after(rate)
    rate.admit(OTHER)


def test_a_refused_request_uses_nothing_up() -> None:
    clock = Clock()
    rate = Rate(requests_a_second=1, clock=clock)
    rate.admit(ANYONE)
    for _ in range(50):
        retry_after(rate)
    clock.now += 1.0
    rate.admit(ANYONE)


def test_less_than_one_request_a_second_says_how_long_to_wait() -> None:
    rate = Rate(requests_a_second=0.1, clock=Clock())
    rate.admit(ANYONE)
    assert retry_after(rate) == "10"


def test_a_batch_is_let_in_whole_and_its_claims_are_made_good() -> None:
    clock = Clock()
    rate = Rate(claims_a_minute=60, clock=clock)
    rate.admit(ANYONE)
    rate.count(ANYONE, 180)
    assert retry_after(rate) == "121"
    assert retry_after(rate, claims=1) == "121"
    clock.now += 119.5
    retry_after(rate)
    clock.now += 1.6
    rate.admit(ANYONE, 1)


def test_two_workers_have_half_of_the_limit_each() -> None:
    clock = Clock()
    rate = Rate(requests_a_second=4, workers=2, clock=clock)
    rate.admit(ANYONE)
    rate.admit(ANYONE)
    retry_after(rate)


def test_callers_who_asked_for_nothing_of_late_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    clock = Clock()
    rate = Rate(requests_a_second=1, clock=clock)
    for number in range(3):
        rate.admit(Caller("main", "", frozenset(), str(number)))
    clock.now += 1
    rate.admit(ANYONE)
    assert list(rate._requests._held) == [ANYONE.key]
    retry_after(rate)
