"""Two counts in one sentence: each tells its period where the two differ."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from claims.claim import Claim, Payer, ServiceLine
from features.circumstances import EVERY
from features.record import Count, Record
from serving.reasons.counts import Counted, Pair
from serving.reasons.sentence import told

CLAIM = Claim(
    claim_id="C", payer=Payer(id="P", name="ARDENT HEALTH"), lines=(ServiceLine(number=1, procedure="97110"),)
)
MARCH = date(2026, 3, 10)


def text(own: Count, against: Count) -> str:
    pair = Pair(Counted("payer", EVERY, "P", own), Counted("payer", EVERY, EVERY, against), "authorization")
    return told(pair, CLAIM, 0, Record())[0]


def test_the_second_count_names_its_month_where_it_is_of_another_period() -> None:
    said = text(Count(41, 38, MARCH, before=(900, 2)), Count(1867, 38, date(2025, 1, 6)))
    assert "(since March 2026); " in said
    assert said.endswith("all payers 38 of 1,867 (since January 2025).")


def test_the_second_count_names_its_month_where_it_alone_is_of_a_change() -> None:
    said = text(Count(41, 38, date(2025, 1, 6)), Count(60, 5, MARCH, before=(900, 2)))
    assert said.endswith("all payers 5 of 60 (since March 2026).")
    assert said.count("since") == 1


@pytest.mark.parametrize(("days", "named"), [(31, False), (32, True), (-31, False), (-32, True)])
def test_periods_that_begin_within_a_month_are_read_as_one(days: int, named: bool) -> None:
    said = text(Count(41, 38, MARCH, before=(900, 2)), Count(1867, 38, MARCH + timedelta(days=days)))
    assert (said.count("since") == 2) == named


def test_counts_of_all_answers_name_no_month() -> None:
    assert "since" not in text(Count(41, 38, MARCH), Count(1867, 38, date(2025, 1, 6)))
