"""What holds for every rule, on any claim."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.claim import Claim
from claims.field import belongs
from claims.sent import SentBefore
from rules import Context, RuleSet
from rules.keeping.cases import load_cases, try_case
from rules.problem import Problem
from rules.report import LONGEST_MESSAGE, finding_of
from rules.rule import Rule
from tests.strategies import claims

TODAYS = st.dates() | st.dates(date(2020, 1, 1), date(2027, 1, 1))


@cache
def ruleset() -> RuleSet:
    return RuleSet.load()


def fields_that_exist(claim: Claim, pointer: str) -> bool:
    """Whether a JSON pointer leads to a field of the canonical claim; one after the last of a list may be missing."""
    found: object = claim
    for step in pointer.split("/")[1:]:
        if isinstance(found, tuple):
            if not 0 <= int(step) <= len(found):
                return False
            found = found[int(step)] if int(step) < len(found) else None
        elif isinstance(found, msgspec.Struct) and step in found.__struct_fields__:
            found = getattr(found, step)
        else:
            return False
    return True


@settings(max_examples=150, deadline=None)
@given(claim=claims(), today=TODAYS, keeps_index=st.booleans())
def test_no_rule_raises_and_all_say_the_same_twice(claim: Claim, today: date, keeps_index: bool):
    sent = SentBefore(b"test") if keeps_index else None
    if sent is not None:
        sent.add(msgspec.structs.replace(claim, claim_id="EARLIER"), today)
    context = Context(today, sent)
    before = msgspec.json.encode(claim)
    for step in ruleset().plan(claim).steps:
        said = list(step.rule.check(claim, context, step.values))
        assert said == list(step.rule.check(claim, context, step.values))
        for problem in said:
            if isinstance(problem, Problem):
                finding_of(step.rule, problem, claim)
    assert msgspec.json.encode(claim) == before


@settings(max_examples=150, deadline=None)
@given(claim=claims(), today=TODAYS)
def test_findings_point_at_fields_that_exist_and_name_no_patient(claim: Claim, today: date):
    secret = "ZQXJKVWY"
    claim = msgspec.structs.replace(
        claim,
        subscriber=msgspec.structs.replace(claim.subscriber, member_id=secret, last_name=secret, first_name=secret),
        patient=msgspec.structs.replace(claim.patient, last_name=secret, first_name=secret),
    )
    checked = ruleset().check(claim, Context(today, SentBefore(b"test")))
    for finding in checked.findings:
        assert fields_that_exist(claim, finding.field), finding
        assert 0 < len(finding.message) <= LONGEST_MESSAGE < 200
        assert 0 < len(finding.fix) <= LONGEST_MESSAGE
        assert finding.message.isprintable()
        assert secret not in finding.message + finding.fix + finding.sent
        assert "{" not in finding.message.replace(finding.sent, "") or "{" in finding.sent
    ranks = [("error", "warning", "info").index(finding.severity) for finding in checked.findings]
    assert all(one <= other for one, other in pairwise(ranks))
    assert not any("itself failed" in item.reason for item in checked.not_checked)


@settings(max_examples=100, deadline=None)
@given(claim=claims(), today=TODAYS)
def test_answers_agree_with_findings_and_with_what_was_not_checked(claim: Claim, today: date):
    checked = ruleset().check(claim, Context(today))
    assert set(checked.answers) == set(ruleset().ids)
    failed = {rule for rule, answer in checked.answers.items() if answer == "fail"}
    assert failed == {finding.rule for finding in checked.findings}
    untold = {rule for rule, answer in checked.answers.items() if answer == "no data"}
    told = {rule for item in checked.not_checked for rule in item.rule.split(", ")}
    assert untold <= told <= untold | failed


@pytest.mark.parametrize("rule", ruleset().rules.values(), ids=ruleset().ids)
def test_a_failing_case_knows_its_place_on_file_and_form(rule: Rule):
    for case in load_cases(rule):
        for finding in try_case(rule, case, ruleset()).checked.findings:
            if finding.rule == rule.id and finding.field:
                assert re.match(r"(BHT|[12][0-9]{3}[A-Z]{0,2}) [A-Z0-9]{2,4}", finding.x12), finding
                assert finding.source
                assert belongs(finding.field, case.claim).x12 == finding.x12


@pytest.mark.parametrize("rule", ruleset().rules.values(), ids=ruleset().ids)
def test_each_kind_of_problem_is_seen_in_a_case(rule: Rule):
    messages = {
        kind: re.compile(re.sub(r"\\\{.*?\\\}", ".*", re.escape(text.message))) for kind, text in rule.problems.items()
    }
    said = [
        finding.message
        for case in load_cases(rule)
        for finding in try_case(rule, case, ruleset()).checked.findings
        if finding.rule == rule.id
    ]
    unseen = [kind for kind, pattern in messages.items() if not any(pattern.fullmatch(words) for words in said)]
    assert unseen == []


def test_codes_of_new_patients_are_those_on_whose_account_the_rule_is_asked():
    rule = ruleset().rules["new-patient"]
    assert rule.check.__globals__["NEW"] == rule.scope.when  # type: ignore[attr-defined]
