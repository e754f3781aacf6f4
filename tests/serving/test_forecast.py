from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rhythm import PayDays, Rhythm
from serving.forecast import Forecast, Outstanding, forecast
from serving.forecast_plot import svg

SENT = date(2026, 7, 6)
BEFORE = SENT - timedelta(days=1)
RHYTHMS = {
    "": Rhythm(10, (0.5, 1.0), (0.0, 1.0), weekdays=(4,)),
    "SLOW": Rhythm(5, (1.0,) * 31, (0.0,) * 30 + (1.0,), weekdays=(0, 1, 2, 3, 4), answered=0.9),
}


def out(**more: object) -> Outstanding:
    given_fields = {"payer_id": "P", "payer": "PAYER", "sent": SENT, "denied": 0.2, "amount": 80.0, "at_risk": 20.0}
    return Outstanding(**given_fields | more)  # type: ignore[arg-type]


def of(*claims: Outstanding, after: date = BEFORE) -> Forecast:
    return forecast(claims, PayDays(RHYTHMS), after)


MANY = st.lists(
    st.builds(
        lambda payer, day, denied, whole, part: Outstanding(
            payer, payer, SENT + timedelta(days=day), denied, whole * (1 - denied * part), whole * denied * part
        ),
        st.sampled_from(["P", "Q", "SLOW"]),
        st.integers(0, 40),
        st.floats(0, 1),
        st.floats(0, 1e5),
        st.floats(0, 1),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@given(MANY)
def test_weeks_and_payers_sum_to_the_amounts_of_the_claims_that_are_answered(claims: list[Outstanding]) -> None:
    found = of(*claims)
    ever = PayDays(RHYTHMS)
    meant = sum(one.amount * ever.answered(one.payer_id) for one in claims)
    near = pytest.approx(meant, rel=1e-6, abs=0.01 * (len(found.weeks) + len(found.payers) + 1))
    assert found.total.expected == near
    assert sum(week.expected for week in found.weeks) == near
    assert sum(payer.expected for payer in found.payers) == near
    for row in (*found.weeks, *found.payers, found.total):
        assert 0 <= row.low <= row.high


@settings(max_examples=20, deadline=None)
@given(MANY, st.randoms())
def test_the_same_claims_in_any_order_give_the_same_forecast(claims: list[Outstanding], random: Random) -> None:
    shuffled = list(claims)
    random.shuffle(shuffled)
    assert of(*claims) == of(*shuffled)


def test_a_week_begins_on_monday_and_is_named_as_iso_does() -> None:
    week = of(out(sent=date(2026, 12, 24), denied=0.0, at_risk=0.0)).weeks[0]
    assert (week.name, week.begins) == ("2027-W01", date(2027, 1, 4))


def test_what_should_have_come_did_not_and_the_claim_is_likelier_refused() -> None:
    claim = out(payer_id="SLOW", denied=0.2, amount=80.0, at_risk=20.0)
    fresh, late = of(claim), of(claim, after=SENT + timedelta(days=10))
    assert fresh.total.expected == pytest.approx(72.0)
    # Payments of this payer come on the fifth day: what still waits is refused wholly (0.18) or lost (0.1).
    assert late.total.expected == 0
    assert late.total.answers == pytest.approx(0.18 / 0.28, abs=0.06)
    assert late.never_answered == pytest.approx(100 * 0.1 / 0.28, abs=0.1)


def test_nothing_is_forecast_on_or_before_its_day() -> None:
    friday = date(2026, 7, 17)
    claim = out(denied=0.0, at_risk=0.0)
    assert [week.begins for week in of(claim, after=friday - timedelta(days=1)).weeks] == [date(2026, 7, 13)]
    assert of(claim, after=friday).total.expected == 0


def test_many_claims_have_a_narrower_range_for_their_size_than_one() -> None:
    one, many = of(out(denied=0.5)), of(*[out(denied=0.5)] * 200)
    assert one.total.high - one.total.low > 0.5 * one.total.expected
    assert many.total.high - many.total.low < 0.3 * many.total.expected
    assert many.total.low < many.total.expected < many.total.high


def test_the_drawing_is_xml_and_says_in_words_what_it_shows() -> None:
    found = of(out(payer="A & B <Health>"), out(sent=SENT + timedelta(days=20)))
    for rows in (found.weeks, found.payers, ()):
        drawing = ET.fromstring(svg(found, rows))
        assert drawing.get("role") == "img"
        told = drawing.find("{http://www.w3.org/2000/svg}desc")
        assert told is not None
        assert told.text
        assert all(row.name in told.text for row in rows)
        assert len(drawing.findall("{http://www.w3.org/2000/svg}rect")) == len(rows)
    assert "prefers-color-scheme: dark" in svg(found, found.weeks)


@pytest.mark.parametrize("after", [date.min, date.max])
def test_the_ends_of_the_calendar_are_days_too(after: date) -> None:
    assert of(out(sent=date(1, 1, 1)), after=after).claims == 1


def test_payers_without_an_identifier_are_told_apart_by_name() -> None:
    found = of(out(payer_id="", payer="ONE"), out(payer_id="", payer="TWO"), out(payer_id="", payer="ONE"))
    assert [row.name for row in found.payers] == ["ONE", "TWO"]
    assert {cell.payer_id for cell in found.cells} == {"ONE", "TWO"}
    assert of(out(payer_id="", payer="")).payers[0].name == "(no payer named)"


def test_the_last_weeks_with_next_to_no_money_are_one_row_and_all_rows_still_sum() -> None:
    paid = tuple(min(1.0, 0.996 + 0.004 * day / 300) for day in range(301))
    two = Rhythm(7, (*[0.996] * 7, 1.0), (1.0,) * 8, weekdays=(0,))
    claim = out(denied=0.0, at_risk=0.0, amount=1000.0)
    few, many = (
        forecast([claim], PayDays({"": one}), BEFORE) for one in (two, Rhythm(5, paid, (1.0,) * 301, weekdays=(0,)))
    )
    assert [row.name for row in few.weeks] == ["2026-W29", "2026-W30"], "a single week keeps its name"
    assert [row.name for row in many.weeks] == ["2026-W29", "later"]
    assert many.weeks[1].begins == date(2026, 7, 20)
    assert sum(row.expected for row in many.weeks) == pytest.approx(many.total.expected, abs=0.03)
    assert sum(row.answers for row in many.weeks) == pytest.approx(1.0, abs=0.11)
    assert {cell.week for cell in many.cells} == {"2026-W29", "later"}
