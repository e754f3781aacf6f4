"""A claim meets its rules."""

from datetime import date
from pathlib import Path

import pytest

from claims.claim import Claim
from rules import Context, RuleSet


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return RuleSet.load()


def test_every_rule_answers_for_every_claim(ruleset: RuleSet):
    checked = ruleset.check(Claim(claim_id="A"), Context(date(2026, 1, 5)))
    assert set(checked.answers) == set(ruleset.ids)


def test_a_rule_meets_no_claim_sent_before_it_was_known(ruleset: RuleSet):
    claim = Claim(claim_id="A")
    rule = ruleset.rules["npi-check-digit"]
    before = ruleset.check(claim, Context(rule.known_from.replace(year=rule.known_from.year - 1)))
    assert before.answers[rule.id] == "not applicable"


def test_the_version_is_a_digest_of_what_decides(tmp_path: Path, ruleset: RuleSet):
    assert RuleSet.load().version == ruleset.version
    (tmp_path / "acme.yaml").write_text('id: acme\ntitle: Acme\nmatch: {ids: ["ACME1"]}\n', "utf-8")
    assert RuleSet.load(payers=[tmp_path]).version != ruleset.version
