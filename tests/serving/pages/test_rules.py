"""The rules' pages: what is checked, and why."""

from __future__ import annotations

import pytest

from rules import RuleSet
from serving.pages.words import facts, value
from tests.serving.pages.browser import Browser, Page


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return RuleSet.load()


def listed(page: Page) -> list[str]:
    return [row.rpartition("/")[2] for row in page.rows()]


def test_all_rules_are_listed(anybody: Browser, ruleset: RuleSet) -> None:
    page = anybody.get("/rules")
    assert listed(page) == [rule.id for rule in ruleset.list()]
    assert f"{len(ruleset.rules)} of {len(ruleset.rules)} rules, version {ruleset.version}" in page.text


def test_the_page_of_each_rule_has_its_reason_its_source_and_its_words(anybody: Browser, ruleset: RuleSet) -> None:
    for rule in ruleset.list():
        page = anybody.get(f"/rules/{rule.id}")
        text = page.text
        assert page.status == 200
        assert rule.why in text
        assert rule.source.title in text
        for problem in rule.problems.values():
            assert " ".join(facts(problem.message).split()) in text
            assert problem.denial_code in text


def test_words_are_found_wherever_they_stand_and_all_of_them(anybody: Browser) -> None:
    form = anybody.get("/rules").form(id="search")
    start = anybody.get("/rules")
    assert "timely-filing" in listed(anybody.send(form, start, q="CO-29"))
    assert listed(anybody.send(form, start, q="Timely FILING")) == listed(anybody.get("/rules?q=filing+timely"))
    none = anybody.send(form, start, q="timely zebra")
    assert listed(none) == []
    assert "No rule has all of these." in none.text


@pytest.mark.parametrize(("name", "chosen"), [("severity", "error"), ("group", "7 payer")])
def test_group_and_severity_narrow_the_list(anybody: Browser, ruleset: RuleSet, name: str, chosen: str) -> None:
    start = anybody.get("/rules")
    page = anybody.send(start.form(id="search"), start, **{name: chosen})
    expected = [rule.id for rule in ruleset.list() if getattr(rule, name) == chosen]
    assert listed(page) == expected
    assert 0 < len(expected) < len(ruleset.rules)


def test_what_is_no_group_is_named_and_not_used(anybody: Browser, ruleset: RuleSet) -> None:
    page = anybody.get("/rules?group=SECRET&severity=SECRET")
    assert "Not used, for it is none of the values there are: group, severity." in page.text
    assert "SECRET" not in page.text
    assert len(listed(page)) == len(ruleset.rules)


def test_values_stand_over_time_and_by_payer(anybody: Browser) -> None:
    text = anybody.get("/rules/timely-filing").text
    now = "example-commercial 90 days in force 2025-01-01 –"
    before = "example-commercial 180 days 2020-01-01 2024-12-31"
    assert now in text
    assert before in text
    assert text.index(now) < text.index(before)


def test_a_rule_that_is_none_is_a_page_that_says_so(anybody: Browser) -> None:
    page = anybody.get("/rules/no-such-rule")
    assert page.status == 404
    assert "there is no rule of that name" in page.text


def test_words_of_values_and_facts() -> None:
    assert [value(one) for one in (True, ("A", "B"), 3)] == ["yes", "A, B", "3"]
    assert facts("filed by {dead_line}, {total:,.2f}") == "filed by ‹dead line›, ‹total›"
