"""The pages of the rules: up to date, and their walk-through works."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from rules import Context, RuleFileError, RuleSet, manual, prove
from rules.context import SHIPPED
from rules.docs import PAGE, page
from rules.keeping.cases import base_claim, load_cases, missing_kinds, try_case
from rules.rule import EDITS, Rule

WALK = PAGE.parent / "adding-a-rule.md"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The files that the walk-through tells to write, beside the shipped edits."""
    shutil.copytree(EDITS, tmp_path / "rules" / "edits")
    for name, text in re.findall(r"^```\w+ (\S+)\n(.*?)^```$", WALK.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return tmp_path


def test_the_page_of_rules_is_as_the_rules_are():
    assert PAGE.read_text("utf-8") == page(RuleSet.load()), "run python -m rules.docs"


def test_the_walk_through_adds_a_rule_that_proves_itself(house: Path):
    ruleset = RuleSet.load(edits=house / "rules" / "edits")
    rule = ruleset.rules["diagnosis-repeated"]
    cases = load_cases(rule)
    assert missing_kinds(cases) == []
    assert [try_case(rule, case, ruleset).wrong for case in cases] == [""] * 5
    assert "Each diagnosis is listed once" in manual(rule, ruleset)


def test_an_empty_list_says_that_a_payer_demands_nothing(tmp_path: Path):
    text = 'id: acme\ntitle: Acme\nmatch: {ids: ["CLEAN01"]}\npolicies: {prior-authorization: []}\n'
    (tmp_path / "acme.yaml").write_text(text, "utf-8")
    claim = base_claim("professional")
    assert claim.submission_date
    answers = RuleSet.load(payers=[tmp_path]).check(claim, Context(claim.submission_date)).answers
    assert answers["prior-authorization"] == "not applicable"
    assert answers["unit-limit"] == "no data"


def test_a_payer_of_ones_own_comes_before_a_shipped_one(tmp_path: Path):
    text = 'id: my-medicare\ntitle: Mine\nmatch: {filing_indicators: ["MB"]}\n'
    (tmp_path / "my-medicare.yaml").write_text(text, "utf-8")
    mine = RuleSet.load(payers=[tmp_path])
    assert mine._by_indicator["MB"].id == "my-medicare"
    assert mine._by_indicator["MA"].id == "medicare"


def test_a_folder_of_payers_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(RuleFileError, match="there is no such folder; name the folder"):
        RuleSet.load(payers=[tmp_path / "payers"])


def test_an_unknown_rule_cannot_be_proved(tmp_path: Path):
    with pytest.raises(RuleFileError, match="there is no rule of that name"):
        list(prove("no-such-rule"))
    (tmp_path / "acme.cases.yaml").write_text(
        "cases:\n  - case: a claim\n    rule: nothing\n    answer: pass\n", "utf-8"
    )
    with pytest.raises(RuleFileError, match="there is no rule 'nothing'"):
        list(prove(str(tmp_path / "acme.cases.yaml")))


@pytest.mark.parametrize("rule", RuleSet.load().list(), ids=lambda rule: rule.id)
def test_a_rule_is_short_and_its_manual_whole(rule: Rule):
    lines = (rule.folder / "rule.py").read_text("utf-8").splitlines()
    assert len(lines) <= 80
    text = manual(rule, RuleSet.load())
    assert rule.why in text
    assert rule.source.title in text
    assert all(case.name in text for case in load_cases(rule))


def test_what_ships_names_its_windows_and_its_source():
    held = SHIPPED.held()
    assert {"icd10cm", "hcpcs", "pos", "modifiers", "carc", "rarc"} <= {one.kind for one in held}
    assert all(one.edition.first < one.edition.last and one.edition.source and one.edition.codes for one in held)
    assert len({(one.kind, one.edition.first) for one in held}) == len(held)


def test_the_readme_says_how_many_edits_and_cases_there_are():
    rules = RuleSet.load().rules.values()
    cases = sum(len(load_cases(rule)) for rule in rules)
    text = " ".join((PAGE.parent.parent / "README.md").read_text("utf-8").split())
    assert f"{len(rules)} edits, from the envelope" in text
    assert f"(more than {cases // 100 * 100:,} cases)" in text
