"""Every finding that stops a claim has a status of its own in a 277CA."""

import xml.etree.ElementTree as ET
from importlib.resources import files

import pytest

from rules import RuleSet
from rules.finding import Finding
from serving.x12_out.statuses import Status, row_of, status_of, table

OF_X214 = {"71", "72", "77", "82", "85", "87", "DK", "DN", "DQ", "IL", "PR", "QC"}
"""Of those whom a claim's status may speak of (STC01-3 of loops 2200D and 2220D)."""


def finding(rule: str, field: str, sent: str = "") -> Finding:
    return Finding(rule, "error", "", "", field=field, sent=sent)


@pytest.mark.parametrize(
    ("rule", "field", "sent", "status"),
    [
        ("npi-check-digit", "/rendering_provider/npi", "123", Status("A7", "562", "82")),
        ("npi-check-digit", "/lines/3/ordering_provider/npi", "123", Status("A7", "562", "DK")),
        ("rendering-provider", "/rendering_provider", "", Status("A6", "125", "82")),
        ("billing-zip", "/service_facility/zip", "537", Status("A7", "500", "77")),
        ("prior-authorization", "/lines/0/prior_authorization", "", Status("A6", "252")),
        ("timely-filing", "/lines/0/service_date", "2025-01-01", Status("A3", "718")),
        ("exact-duplicate", "/claim_id", "A1", Status("A3", "78")),
        ("line-code-form", "/lines/0/modifiers/1", "2", Status("A7", "453")),
        ("diagnosis-codes", "/diagnoses/2/code", "E11", Status("A7", "255")),
        ("guide-segments", "", "", Status("A3", "481")),
    ],
)
def test_a_finding_has_the_status_of_its_rule_or_field(rule: str, field: str, sent: str, status: Status) -> None:
    assert status_of(finding(rule, field, sent)) == status


def test_the_table_names_only_rules_that_there_are() -> None:
    assert {row.rule for row in table() if row.rule} <= set(RuleSet.load().ids)


def test_all_numbers_are_those_of_the_code_lists() -> None:
    tree = ET.parse(str(files("pyx12") / "map" / "codes.xml")).getroot()
    lists = {each.findtext("id"): {code.text for code in each.iter("code")} for each in tree.iter("codeset")}
    for row in table():
        assert row.code in lists["claim_status"]
        assert row.category in {"", "A3", "A6", "A7", "A8"}
        assert row.entity in OF_X214 | {"", "*"}


def test_no_row_stands_behind_one_that_takes_its_findings() -> None:
    rows = table()
    for at, row in enumerate(rows):
        before = [each for each in rows[:at] if each.rule == row.rule and row.field.startswith(each.field)]
        assert before == [], f"{row} is never reached"


def test_a_code_that_speaks_of_someone_says_of_whom() -> None:
    for code in ("562", "145", "128", "125", "500", "158", "164"):
        assert all(row.entity for row in table() if row.code == code)


def test_what_fits_no_row_is_rejected_all_the_same() -> None:
    assert row_of("some-new-rule", "/some_new_field").code == "481"
