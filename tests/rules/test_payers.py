"""What is known of a payer, of its products, and what is not."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from claims.claim import Claim
from rules import Context, NotChecked, RuleSet, prove
from rules.keeping.cases import base_claim
from rules.payer import PAYERS

TODAY = date(2026, 2, 3)


@cache
def ruleset() -> RuleSet:
    return RuleSet.load()


def claim_to(payer: str = "", indicator: str = "CI", group: str = "", member: str = "W0000001") -> Claim:
    claim = base_claim("professional")
    return replace(
        claim,
        payer=replace(claim.payer, id=payer, filing_indicator=indicator),
        subscriber=replace(claim.subscriber, group_number=group, member_id=member),
    )


@pytest.mark.parametrize("file", sorted(PAYERS.glob("*.cases.yaml")), ids=lambda file: file.name)
def test_the_cases_of_a_shipped_payer(file: Path):
    tried = list(prove(str(file.with_name(file.name.replace(".cases", "")))))
    assert tried
    assert [one.wrong for one in tried if one.wrong] == []


def test_a_product_is_told_by_all_that_it_names(tmp_path: Path):
    (tmp_path / "acme.yaml").write_text(
        """\
id: acme
title: Acme
match: {ids: ["ACME1"]}
products:
  small:
    title: Acme Small
    match: {groups: ["S1"], filing_indicators: ["HM"]}
  old:
    title: Acme Old
    kind: commercial
    match: {member_ids: ["XO"]}
""",
        "utf-8",
    )
    rules = RuleSet.load(payers=[tmp_path])
    told = {
        (indicator, group, member): payer.id
        for indicator in ("HM", "CI")
        for group in ("S1", "S2")
        for member in ("XO1", "XP1")
        if (payer := rules.payer_of(claim_to("ACME1", indicator, group, member)))
    }
    assert told.pop(("HM", "S1", "XO1")) == told.pop(("HM", "S1", "XP1")) == "acme/small"
    assert {who for (_, _, member), who in told.items() if member == "XO1"} == {"acme/old"}
    assert {who for (_, _, member), who in told.items() if member == "XP1"} == {"acme"}


def test_rules_without_a_list_of_the_payer_are_told_in_one_line():
    checked = ruleset().check(claim_to("NOBODY"), Context(TODAY))
    goes_by_lists = {rule.id for rule in ruleset().rules.values() if rule.policy}
    (line,) = [item for item in checked.not_checked if set(item.rule.split(", ")) & goes_by_lists]
    named = set(line.rule.split(", "))
    asked = {rule for rule in goes_by_lists if "professional" in ruleset().rules[rule].claims}
    assert asked | {"timely-filing", "member-id-form"} == named
    assert {checked.answers[rule] for rule in named} == {"no data"}
    assert line == NotChecked(line.rule, "no list or limit of this payer is at hand", "a payer file for this payer")


def test_the_line_names_the_file_that_would_hold_the_lists():
    checked = ruleset().check(claim_to("MCARE", "MB"), Context(TODAY))
    (line,) = [item for item in checked.not_checked if "prior-authorization" in item.rule]
    assert line.reference == "payers/medicare.yaml"
    assert "timely-filing" not in line.rule


def test_a_payer_that_demands_nothing_is_no_gap(tmp_path: Path):
    lists = "".join(f"  {rule.id}: []\n" for rule in ruleset().rules.values() if rule.policy)
    text = f'id: acme\ntitle: Acme\nmatch: {{ids: ["ACME1"]}}\npolicies:\n{lists}'
    (tmp_path / "acme.yaml").write_text(text, "utf-8")
    checked = RuleSet.load(payers=[tmp_path]).check(claim_to("ACME1"), Context(TODAY))
    assert not any("age-limit" in item.rule for item in checked.not_checked)
    assert {checked.answers[rule.id] for rule in ruleset().rules.values() if rule.policy} == {"not applicable"}


def test_a_rule_with_a_list_is_asked_about_the_codes_on_it_alone():
    plan = ruleset().plan(claim_to("EXAMPLE01"))
    asked = {step.rule.id for step in plan.steps_for(claim_to("EXAMPLE01"))}
    assert "place-limit" not in asked
    line = replace(claim_to().lines[0], procedure="J1745")
    assert "place-limit" in {step.rule.id for step in plan.steps_for(replace(claim_to("EXAMPLE01"), lines=(line,)))}


def test_a_rule_with_a_list_is_not_told_of_before_it_was_known():
    old = replace(claim_to("NOBODY"), submission_date=date(2011, 1, 3))
    checked = ruleset().check(old, Context(date(2011, 1, 3)))
    assert checked.answers["prior-authorization"] == "not applicable"
    assert not any("prior-authorization" in item.rule for item in checked.not_checked)
