"""A claim meets its rules."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from claims.claim import Claim
from claims.sent import SentBefore
from rules import Context, RuleSet
from rules.finding import Severity
from rules.keeping.cases import base_claim
from rules.problem import Problem, Said
from rules.rule import Rule


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


@pytest.mark.parametrize("day", [date.min, date.max])
def test_dates_at_the_edge_of_the_calendar_fail_no_rule(day: date):
    claim = base_claim("professional")
    line = msgspec.structs.replace(claim.lines[0], procedure="G0439", service_date=day)
    payer = msgspec.structs.replace(claim.payer, filing_indicator="MB")
    today = max(day, date(2026, 2, 3))
    claim = msgspec.structs.replace(claim, lines=(line,), payer=payer, submission_date=today)
    checked = RuleSet.load().check(claim, Context(today, SentBefore(b"test")))
    assert [item.reason for item in checked.not_checked if "itself failed" in item.reason] == []


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("bill", ["0111", "0113", "0131"])
def test_bills_at_the_edge_of_the_calendar_fail_no_rule(ruleset: RuleSet, day: date, bill: str):
    claim = base_claim("institutional")
    lines = tuple(msgspec.structs.replace(line, procedure="80053", service_date=day) for line in claim.lines)
    payer = msgspec.structs.replace(claim.payer, filing_indicator="MA")
    days = dict.fromkeys(("admission_date", "statement_from", "statement_through"), day)
    today = max(day, date(2026, 2, 3))
    claim = msgspec.structs.replace(
        claim, type_of_bill=bill, frequency_code=bill[3], lines=lines, payer=payer, submission_date=today, **days
    )
    sent = SentBefore(b"test")
    for other in ("0111", "0131"):
        sent.add(msgspec.structs.replace(claim, claim_id=other, type_of_bill=other, frequency_code="1"), today)
    checked = ruleset.check(claim, Context(today, sent))
    assert [item for item in checked.not_checked if "itself failed" in item.reason] == []


def test_a_rule_that_breaks_after_a_finding_has_failed_and_is_told(ruleset: RuleSet):
    def broken(*_: object) -> Said:
        yield Problem("total", "/total_charge", "-1.00")
        raise OverflowError

    rule = msgspec.structs.replace(ruleset.rules["negative-charge"], check=broken)
    checked = RuleSet([rule], [], "1").check(base_claim("professional"), Context(date(2026, 2, 3)))
    assert checked.answers == {rule.id: "fail"}
    assert [finding.rule for finding in checked.findings] == [rule.id]
    assert "itself failed (OverflowError)" in checked.not_checked[0].reason


def test_findings_stand_by_severity_then_group_then_line_then_id(ruleset: RuleSet):
    kind = ruleset.rules["negative-charge"]

    def made(rule_id: str, group: str, severity: Severity, *fields: str) -> Rule:
        text = msgspec.structs.replace(kind.problems["total"], severity=severity)
        check = lambda *_: [Problem("total", field, "-1.00") for field in fields]  # noqa: E731
        return msgspec.structs.replace(kind, id=rule_id, group=group, problems={"total": text}, check=check)

    rules = [
        made("a-payers-own", "7 payer", "error", "/lines/0/units"),
        made("b-codes", "5 code sets", "error", "/lines/10/procedure", "/lines/9/procedure", "/diagnoses/1"),
        made("c-codes", "5 code sets", "error", "/lines/9/procedure"),
        made("d-syntax", "1 syntax", "warning", ""),
        made("e-syntax", "1 syntax", "error", "/lines/11/units"),
    ]
    found = RuleSet(rules, [], "1").check(base_claim("professional"), Context(date(2026, 2, 3))).findings
    assert [(one.rule, one.field) for one in found] == [
        ("e-syntax", "/lines/11/units"),
        ("b-codes", "/diagnoses/1"),
        ("b-codes", "/lines/9/procedure"),
        ("c-codes", "/lines/9/procedure"),
        ("b-codes", "/lines/10/procedure"),
        ("a-payers-own", "/lines/0/units"),
        ("d-syntax", ""),
    ]
