"""Which claims a rule is asked about."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from claims.claim import Claim, Payer
from claims.sent import SentBefore
from rules import Context, RuleSet
from rules.keeping.cases import base_claim
from rules.payer import load_payer
from rules.problem import NOT_APPLICABLE
from rules.rule import load_rule
from tests.strategies import claims

RULE = """\
id: example-edit
title: An example
why: It shows the form.
group: 7 payer
severity: error
disposition: deny line
claims: [professional, institutional]
dated_by: service
known_from: 2020-01-01
source: {title: "A source"}
problems:
  wrong: {message: "Wrong.", fix: "Change it.", denial_code: "CO-16", severity: warning}
"""

CHECK = """\
from rules.problem import Problem


def check(claim, context, values):
    yield Problem("wrong", "")
"""


def ruleset(tmp_path: Path, scope: str) -> RuleSet:
    folder = tmp_path / "example_edit"
    folder.mkdir()
    (folder / "rule.yaml").write_text(RULE + scope, "utf-8")
    (folder / "rule.py").write_text(
        "from rules.problem import Problem\n\ndef check(claim, context, values):\n    yield Problem('wrong', '')\n",
        "utf-8",
    )
    return RuleSet([load_rule(folder)], [], "test")


@cache
def shipped() -> RuleSet:
    return RuleSet.load()


def asked(rules: RuleSet, claim: Claim) -> bool:
    return bool(rules.plan(claim).steps_for(claim))


PROFESSIONAL = base_claim("professional")
INPATIENT = base_claim("institutional")


def with_line(**fields: Any) -> Claim:
    return replace(PROFESSIONAL, lines=(replace(PROFESSIONAL.lines[0], **fields),))


@pytest.mark.parametrize(
    ("scope", "claim", "is_asked"),
    [
        ("", PROFESSIONAL, True),
        ("", base_claim("dental"), False),
        ('bills: ["011x"]', INPATIENT, True),
        ('bills: ["013x"]', INPATIENT, False),
        ('bills: ["013x"]', PROFESSIONAL, True),
        ("payers: [commercial]", PROFESSIONAL, True),
        ("payers: [medicare]", PROFESSIONAL, False),
        ("payers: [commercial]", replace(PROFESSIONAL, payer=Payer(filing_indicator="ZZ")), False),
        ('when: {modifiers: ["26"]}', PROFESSIONAL, False),
        ('when: {modifiers: ["26"]}', with_line(modifiers=("59", "26")), True),
        ('when: {procedures: ["J"]}', PROFESSIONAL, False),
        ('when: {procedures: ["J"]}', with_line(procedure="J1100"), True),
        ('when: {procedures: ["99202-99213"]}', with_line(procedure="99213"), True),
        ('when: {procedures: ["99202-99213"]}', with_line(procedure="99214"), False),
        ('when: {places: ["21"]}', with_line(place_of_service="21"), True),
        ('when: {places: ["11"]}', PROFESSIONAL, True),
        ('when: {places: ["21"]}', PROFESSIONAL, False),
        ('when: {revenue_codes: ["012"]}', INPATIENT, True),
        ('when: {revenue_codes: ["036"]}', INPATIENT, False),
        ("when: {carries: [admission_date]}", INPATIENT, True),
        ("when: {carries: [admission_date]}", PROFESSIONAL, False),
        ("when: {carries: [line clia]}", with_line(clia="01D0000000"), True),
        ("when: {carries: [line clia]}", PROFESSIONAL, False),
    ],
)  # fmt: skip
def test_a_rule_is_asked_about_the_claims_that_it_is_for(tmp_path: Path, scope: str, claim: Claim, is_asked: bool):
    rules = ruleset(tmp_path, scope)
    assert asked(rules, claim) is is_asked
    assert asked(rules, claim) is is_asked  # as remembered, too


def test_codes_without_number_are_not_remembered_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rules.plan.MOST_KNOWN", 10)
    rules = ruleset(tmp_path, 'when: {procedures: ["J"]}')
    for at in range(100):
        claim = with_line(procedure=f"{'J' if at % 2 else 'K'}{at:04}")
        assert asked(rules, claim) is bool(at % 2)
    plan = rules.plan(PROFESSIONAL)
    assert len(plan._procedures) <= 12


@pytest.mark.parametrize(("day", "findings"), [("2026-02-02", 1), ("2026-02-03", 0)])
def test_an_edit_that_has_ended_finds_nothing_after_its_last_day(tmp_path: Path, day: str, findings: int):

    rules = ruleset(tmp_path, "through: 2026-02-02\n")
    claim = with_line(service_date=date.fromisoformat(day))
    assert len(rules.check(claim, Context(date(2026, 2, 3))).findings) == findings


def test_a_problem_may_be_less_grave_than_its_rule(tmp_path: Path):

    (finding,) = ruleset(tmp_path, "").check(PROFESSIONAL, Context(date(2026, 2, 3))).findings
    assert (finding.severity, finding.disposition) == ("warning", "deny line")


def test_a_payer_of_another_kind_may_switch_an_edit_on_for_its_own_claims(tmp_path: Path) -> None:
    scope = "payers: [medicare]\nthrough: 2020-01-01\n"
    rule = ruleset(tmp_path, scope).rules["example-edit"]
    file = tmp_path / "acme.yaml"
    file.write_text(
        "id: acme\ntitle: Acme\nmatch: {ids: ['ACME1']}\n"
        "switch: {example-edit: [{from: 2026-02-02, on: true, source: {title: 'Acme manual'}}]}\n",
        "utf-8",
    )
    rules = RuleSet([rule], [load_payer(file, {rule.id: rule})], "test")
    acme = replace(PROFESSIONAL, payer=replace(PROFESSIONAL.payer, id="ACME1"))
    day_before = replace(acme, lines=(replace(acme.lines[0], service_date=date(2026, 2, 1)),))
    context = Context(date(2026, 2, 3))
    assert rules.check(acme, context).answers["example-edit"] == "fail"
    assert rules.check(day_before, context).answers["example-edit"] == "not applicable"
    assert rules.check(PROFESSIONAL, context).answers["example-edit"] == "not applicable"


@cache
def without_conditions() -> RuleSet:
    rules = [replace(rule, scope=replace(rule.scope, when=None)) for rule in shipped().rules.values()]
    return RuleSet(rules, shipped().payers.values(), "test")


@settings(max_examples=60, deadline=None)
@given(claim=claims(), today=st.dates(date(2020, 1, 1), date(2027, 1, 1)))
@example(Claim("", "professional", payer=Payer(filing_indicator="MB")), date(2024, 6, 1))
@example(Claim("", "institutional", payer=Payer(filing_indicator="MA"), type_of_bill="0111"), date(2024, 6, 1))
@example(Claim("", "institutional", payer=Payer(filing_indicator="MA"), type_of_bill="0131"), date(2024, 6, 1))
def test_a_rule_that_is_not_asked_would_have_said_nothing(claim: Claim, today: date) -> None:
    sent = SentBefore(b"test")
    sent.add(replace(claim, claim_id="EARLIER"), today)
    plan, context = shipped().plan(claim), Context(today, sent)
    asked = {step.rule.id for step in plan.steps_for(claim)}
    for step in plan.steps:
        if step.rule.id not in asked:
            assert set(step.rule.check(claim, context, step.values)) <= {NOT_APPLICABLE}, step.rule.id
    by_all = without_conditions().check(claim, context)
    checked = shipped().check(claim, context)
    assert (checked.findings, checked.not_checked) == (by_all.findings, by_all.not_checked)
