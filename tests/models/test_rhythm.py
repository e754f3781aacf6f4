from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.holidays import bank_holidays, is_bank_holiday
from models.rhythm import PayDays, Rhythm, narrowest, next_pay_day, working_day

MONDAY = date(2026, 3, 2)


def ready(*shares: float, first: int = 0, **more: object) -> Rhythm:
    return Rhythm(first=first, paid=shares, denied=shares, **more)  # type: ignore[arg-type]


def test_what_is_ready_on_thursday_is_paid_on_the_friday_of_a_payer_that_pays_on_fridays() -> None:
    pay_days = PayDays({"": ready(1.0, first=3, weekdays=(4,))})
    assert pay_days.answer("A", MONDAY, 0.0).day == date(2026, 3, 6)
    assert pay_days.answer("A", MONDAY + timedelta(days=1), 0.0).day == date(2026, 3, 6)
    assert pay_days.answer("A", MONDAY + timedelta(days=2), 0.0).day == date(2026, 3, 13)


@pytest.mark.parametrize(("on_holidays", "day"), [(False, date(2026, 5, 26)), (True, date(2026, 5, 25))])
def test_a_payer_that_keeps_bank_holidays_pays_on_the_next_working_day(on_holidays: bool, day: date) -> None:
    pay_days = PayDays({"": ready(1.0, weekdays=(0,), on_holidays=on_holidays)})
    assert pay_days.answer("", date(2026, 5, 20), 0.0).day == day


def test_a_likelier_refusal_puts_the_answer_off_where_refusals_are_slow() -> None:
    pay_days = PayDays({"": Rhythm(5, (1.0,) * 31, (0.0,) * 30 + (1.0,), weekdays=tuple(range(7)))})
    assert pay_days.answer("", MONDAY, 0.49).day == MONDAY + timedelta(days=5)
    assert pay_days.answer("", MONDAY, 0.51).day == MONDAY + timedelta(days=35)


def test_the_range_is_the_narrowest_that_holds_what_is_asked() -> None:
    days = [(MONDAY + timedelta(days=7 * week)).toordinal() for week in range(4)]
    assert narrowest(days, [0.1, 0.6, 0.9, 1.0], 0.8) == (1, 2)
    assert narrowest(days, [0.1, 0.6, 0.9, 1.0], 0.81) == (0, 2)
    assert narrowest(days, [0.1, 0.6, 0.9, 1.0], 1.0) == (0, 3)
    assert narrowest(days, [0.85, 0.9, 0.95, 1.0], 0.8) == (0, 0)


def test_of_equally_narrow_ranges_the_likelier_is_taken() -> None:
    days = [(MONDAY + timedelta(days=7 * week)).toordinal() for week in range(4)]
    assert narrowest(days, [0.2, 0.5, 0.9, 1.0], 0.5) == (1, 2)


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=60),
    st.integers(0, 40),
    st.sets(st.integers(0, 6), min_size=1),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.floats(0, 1),
    st.booleans(),
)
def test_chances_sum_to_one_and_the_day_lies_in_its_range(  # noqa: PLR0917
    weights: list[float], first: int, weekdays: set[int], sent: date, denied: float, on_holidays: bool
) -> None:
    total = sum(weights) or 1.0
    shares = [min(1.0, sum(weights[: at + 1]) / total) for at in range(len(weights) - 1)] + [1.0]
    rhythm = ready(*shares, first=first, weekdays=tuple(sorted(weekdays)), on_holidays=on_holidays)
    pay_days = PayDays({"": rhythm})
    days, chances = pay_days.chances("", sent, denied)
    assert sum(chances) == pytest.approx(1.0)
    assert min(chances) >= -1e-12
    assert days == sorted(days)
    assert sent <= days[0]
    answer = pay_days.answer("", sent, denied)
    assert answer.low <= answer.day <= answer.high or rhythm.holds < 0.5
    if on_holidays:
        assert {day.weekday() for day in days} <= weekdays
    else:
        assert not any(is_bank_holiday(day) for day in days)


def test_a_run_that_a_holiday_moves_beyond_the_next_one_takes_it_along() -> None:
    rhythm = ready(0.5, 1.0, first=1, weekdays=(4, 5), on_holidays=False)
    days, chances = PayDays({"": rhythm}).chances("", date(2020, 12, 31), 0.0)  # a Thursday; Friday is New Year's Day
    assert days == [date(2021, 1, 4), date(2021, 1, 4)]
    assert sum(chances) == pytest.approx(1.0)


def test_the_next_day_of_payment_is_never_the_day_asked_from() -> None:
    assert next_pay_day((0,), MONDAY, -1) == 0
    assert next_pay_day((0,), MONDAY, 0) == 7
    assert next_pay_day((4,), MONDAY, -1) == 4


def test_bank_holidays_of_2026() -> None:
    assert sorted(bank_holidays(2026)) == [
        date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16), date(2026, 5, 25), date(2026, 6, 19),
        date(2026, 9, 7), date(2026, 10, 12), date(2026, 11, 11), date(2026, 11, 26), date(2026, 12, 25),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 7, 3), date(2026, 7, 3)),  # Independence Day is a Saturday: banks are open the day before
        (date(2027, 7, 5), date(2027, 7, 6)),  # it is a Sunday: banks are closed on Monday
        (date(2026, 12, 25), date(2026, 12, 28)),  # a Friday: the weekend follows
        (date(2026, 3, 7), date(2026, 3, 7)),  # a payer that posts on Saturdays does
    ],
)
def test_only_a_bank_holiday_moves_a_payment(day: date, works: date) -> None:
    assert working_day(day) == works
