from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from starlette.requests import Request

from serving.pages import words
from serving.pages.asked import Asked, asked
from serving.pages.signin.address import within
from serving.pages.signin.question import Question
from serving.worklist import Filter, Sort


@pytest.mark.parametrize(
    ("said", "is_said"),
    [
        (words.money(Decimal("1234.5")), "$1,234.50"),
        (words.money(Decimal(-3)), "-$3.00"),
        (words.money(None), "–"),
        (words.dollars(Decimal("1234.5")), "$1,234"),
        (words.about(9.96), "10.0"),
        (words.about(10.04), "10"),
        (words.odds(None), "–"),
        (words.odds(0.004), "under 1 %"),
        (words.odds(0.999), "99 %"),
        (words.day(date(2026, 7, 1)), "2026-07-01"),
        (words.day(None), "–"),
        (words.size(1023), "1,023 bytes"),
        (words.size(1024), "1.0 KB"),
        (words.size(1 << 20), "1.0 MB"),
        (words.left(1), "1 day"),
        (words.left(0), "today"),
        (words.left(-1), "1 day over"),
        (words.left(-2), "2 days over"),
        (words.moves(5.1), "far likelier"),
        (words.moves(0.5), "somewhat likelier"),
        (words.moves(-0.3), "slightly less likely"),
        (words.moves(-0.04), "hardly matters"),
        (words.times(55.4), "55 times"),
        (words.times(22_634.0), "23,000 times"),
        (words.times(1e22), "over a million times"),
        (words.plural(1, "claim"), "1 claim"),
        (words.plural(1000, "claim"), "1,000 claims"),
        (words.fields("/lines/0/modifiers /diagnoses/1/code"), "line 1 modifiers, diagnosis 2"),
        (words.fields("/prior_authorization"), "prior authorization"),
    ],
)
def test_numbers_days_and_fields_are_written_as_people_write_them(said: str, is_said: str) -> None:
    assert said == is_said


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"verdict": "fix", "payer": "P 1&2", "from": "100.50", "due": "14", "who": "-", "resting": "1"},
        {"sort": "claim_id", "page": "3", "rule": "charge-balance", "code": "CO-16", "state": "open"},
        {"sort": "-deadline"},
    ],
)
def test_what_a_list_is_asked_for_is_written_into_the_url_as_it_was_read(query: dict[str, str]) -> None:
    found = asked(query)
    assert found.ignored == ()
    assert found.parameters() == query
    text = found.query().removeprefix("?")
    request = Request({"type": "http", "query_string": text.encode(), "headers": []})
    assert asked(request.query_params) == found


def test_an_order_is_turned_round_and_money_begins_with_the_most() -> None:
    assert Asked().by("charge") == "?sort=-charge"
    assert Asked(sort=Sort("charge", descending=True)).by("charge") == "?sort=charge"
    assert Asked(sort=Sort("charge", descending=False)).by("charge") == "?sort=-charge"
    assert Asked(page=4).by("claim_id") == "?sort=claim_id"
    assert Asked().sorted("at_risk") == "descending"
    assert Asked().sorted("charge") == "none"
    assert Asked(Filter(verdict="fix")).narrowed
    assert not Asked(page=3).narrowed


@pytest.mark.parametrize("said", ["/", "/batches/1?a=b", "/help"])
def test_a_path_of_ours_is_gone_back_to(said: str) -> None:
    assert within(said) == said


@pytest.mark.parametrize("said", ["", "x", "//x", "/\\x", "https://x/", "javascript:1", "/a\nb", "/\t/x", "\\\\x"])
def test_anything_else_leads_to_the_first_page(said: str) -> None:
    assert within(said) == "/"


@pytest.mark.parametrize("cookie", ["", "x", "e30", "bnVsbA", "\x00", "eyJzdGF0ZSI6MX0"])
def test_what_is_no_question_of_ours_is_none(cookie: str) -> None:
    assert Question.of(cookie) is None
    assert Question.of(Question("a", "b", "c", "/x").cookie) == Question("a", "b", "c", "/x")
