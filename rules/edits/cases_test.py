"""Every case of every rule is a test."""

from __future__ import annotations

from functools import cache

import pytest

from rules.keeping.cases import Case, load_cases, missing_kinds, try_case
from rules.rule import Rule
from rules.ruleset import RuleSet


@cache
def ruleset() -> RuleSet:
    return RuleSet.load()


ALL = [(rule, case) for rule in ruleset().rules.values() for case in load_cases(rule)]


@pytest.mark.parametrize(("rule", "case"), ALL, ids=[f"{rule.id}: {case.name}" for rule, case in ALL])
def test_case(rule: Rule, case: Case) -> None:
    assert not try_case(rule, case, ruleset()).wrong


@pytest.mark.parametrize("rule", ruleset().rules.values(), ids=ruleset().ids)
def test_every_rule_has_passing_failing_and_boundary_cases(rule: Rule) -> None:
    assert missing_kinds(load_cases(rule)) == []
