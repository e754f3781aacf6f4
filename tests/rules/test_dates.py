"""Periods, workdays and code sets at their edges."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.context import SHIPPED
from rules.period import Period
from rules.reference import diagnosis, level_two, modifier, place_of_service, procedure
from rules.workday import is_federal_holiday, next_workday


@pytest.mark.parametrize(
    ("start", "count", "unit", "end"),
    [
        (date(2024, 2, 29), 1, "years", date(2025, 2, 28)),
        (date(2023, 2, 28), 1, "years", date(2024, 2, 28)),
        (date(2023, 3, 1), 1, "years", date(2024, 3, 1)),
        (date(2024, 2, 29), 4, "years", date(2028, 2, 29)),
        (date(2024, 2, 29), 12, "months", date(2025, 2, 28)),
        (date(2025, 8, 31), 6, "months", date(2026, 2, 28)),
        (date(2023, 8, 31), 6, "months", date(2024, 2, 29)),
        (date(2025, 12, 15), 1, "months", date(2026, 1, 15)),
        (date(2024, 2, 28), 2, "days", date(2024, 3, 1)),
        (date(9999, 12, 1), 90, "days", date.max),
        (date(9999, 12, 1), 1, "years", date.max),
    ],
)
def test_a_period_ends_on_the_same_day_of_its_month_or_on_the_last(start: date, count: int, unit: str, end: date):
    assert Period(count, unit).after(start) == end  # type: ignore[arg-type]


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(0, 40))
def test_a_longer_period_never_ends_earlier(start: date, count: int):
    for unit in ("days", "months", "years"):
        assert Period(count, unit).after(start) <= Period(count + 1, unit).after(start)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 1, 19),
        date(2026, 2, 16),
        date(2026, 5, 25),
        date(2026, 6, 19),
        date(2026, 7, 3),  # the fourth is a Saturday
        date(2026, 9, 7),
        date(2026, 10, 12),
        date(2026, 11, 11),
        date(2026, 11, 26),
        date(2026, 12, 25),
        date(2021, 12, 31),  # the first of January 2022 is a Saturday
        date(2023, 1, 2),  # the first is a Sunday
    ],
)
def test_federal_holidays_are_known(day: date):
    assert is_federal_holiday(day)


@pytest.mark.parametrize("day", [date(2026, 1, 12), date(2026, 5, 18), date(2020, 6, 19), date(2026, 11, 19)])
def test_their_neighbours_are_workdays(day: date):
    assert not is_federal_holiday(day)


@given(st.dates(max_value=date(9990, 1, 1)))
def test_the_next_workday_is_one_and_at_most_five_days_away(day: date):
    found = next_workday(day)
    assert day <= found <= day + timedelta(days=5)
    assert found.weekday() < 5
    assert not is_federal_holiday(found)


@pytest.mark.parametrize(
    ("code", "day", "status"),
    [
        ("E119", date(2015, 10, 1), "valid"),
        ("E119", date(2015, 9, 30), None),
        ("E119", date(2027, 3, 31), "valid"),
        ("E119", date(2027, 4, 1), None),
        ("E11", date(2026, 11, 1), "header"),
        ("M545", date(2021, 9, 30), "valid"),
        ("M545", date(2021, 10, 1), "ended"),
        ("M545", date(2030, 1, 1), "ended"),
        ("M5450", date(2021, 9, 30), "not yet"),
        ("U071", date(2020, 3, 31), "not yet"),
        ("U071", date(2020, 4, 1), "valid"),
        ("QA00101", date(2025, 9, 30), "not yet"),
        ("QA00101", date(2025, 10, 1), "valid"),
        ("A0000", date(2026, 11, 1), "unknown"),
        ("", date(2026, 11, 1), "unknown"),
        ("É119", date(2026, 11, 1), "unknown"),
        ("E1199999", date(2026, 11, 1), "unknown"),
    ],
)
def test_a_diagnosis_is_judged_by_the_edition_of_its_day(code: str, day: date, status: str | None):
    found = diagnosis(SHIPPED, code, day)
    assert (found.status if found else None) == status


def test_an_old_edition_does_not_pretend_to_know_later_days():
    assert level_two(SHIPPED, "G0438", date(2024, 9, 30)).status == "valid"  # type: ignore[union-attr]
    assert level_two(SHIPPED, "G0438", date(2024, 10, 1)) is None
    assert level_two(SHIPPED, "G0000", date(2024, 7, 1)).status == "unknown"  # type: ignore[union-attr]
    assert level_two(SHIPPED, "G0000", date(2024, 6, 30)) is None
    assert level_two(SHIPPED, "A4397", date(2026, 1, 1)).status == "ended"  # type: ignore[union-attr]
    assert level_two(SHIPPED, "D0120", date(2024, 7, 1)) is None


def test_places_and_modifiers_are_known():
    assert place_of_service(SHIPPED, "11", date(2026, 1, 1)).status == "valid"  # type: ignore[union-attr]
    assert place_of_service(SHIPPED, "11", date(2031, 1, 1)) is None
    assert modifier(SHIPPED, "25", date(2024, 1, 1)).status == "valid"  # type: ignore[union-attr]
    assert modifier(SHIPPED, "ZZ", date(2024, 1, 1)).status == "unknown"  # type: ignore[union-attr]
    assert modifier(SHIPPED, "CP", date(2026, 1, 1)).status == "ended"  # type: ignore[union-attr]
    assert modifier(SHIPPED, "25", date(2026, 1, 1)) is None


@given(st.text(max_size=9), st.dates())
def test_any_text_may_be_asked(code: str, day: date):
    for look in (diagnosis, level_two, place_of_service, modifier, procedure):
        found = look(SHIPPED, code, day)
        assert found is None or found.status in ("valid", "header", "ended", "not yet", "unknown")
