"""What those who keep rules are given: lists, changes, suppressions, records, new files, schemas."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pytest
import yaml
from msgspec.structs import replace

from claims.claim import Claim
from rules import Context, RuleFileError, RuleSet, prove
from rules.keeping.cases import base_claim, load_cases, try_case
from rules.keeping.changes import changes
from rules.keeping.choice import choose
from rules.keeping.scaffold import new_payer, new_rule
from rules.keeping.schema import FOLDER, schema_text, schemas
from rules.keeping.track_record import Record, upper
from rules.payer import PAYERS
from rules.reference.lists import DIAGNOSES
from rules.reference.shelf import Shelf, made_up
from rules.rule import EDITS, load_rule

TODAY = date(2026, 2, 3)
SUPPRESSION = """\
suppressions:
  - rule: charge-balance
    {payer_ids}
    owner: A. Doe, billing lead
    reason: The clearinghouse mends the total
    from: 2026-02-03
    through: 2026-02-28
"""


def unbalanced(today: date = TODAY) -> Claim:
    claim = base_claim("professional")
    return replace(claim, total_charge=claim.total_charge + 1, submission_date=today)


def finding_of(folder: Path, claim: Claim):
    assert claim.submission_date
    checked = RuleSet.load(payers=[folder]).check(claim, Context(claim.submission_date))
    (finding,) = [found for found in checked.findings if found.rule == "charge-balance"]
    return finding


@pytest.mark.parametrize(
    ("payer_ids", "today", "severity"),
    [
        ("", date(2026, 2, 2), "error"),
        ("", date(2026, 2, 3), "info"),
        ("", date(2026, 2, 28), "info"),
        ("", date(2026, 3, 1), "error"),
        ('payer_ids: ["CLEAN01"]', TODAY, "info"),
        ('payer_ids: ["OTHER"]', TODAY, "error"),
    ],
)
def test_a_suppressed_finding_is_told_as_information_until_its_end(
    tmp_path: Path, payer_ids: str, today: date, severity: str
):
    (tmp_path / "suppressions.yaml").write_text(SUPPRESSION.format(payer_ids=payer_ids), "utf-8")
    finding = finding_of(tmp_path, unbalanced(today))
    assert finding.severity == severity
    assert bool(finding.suppressed) is (severity == "info")
    if finding.suppressed:
        assert finding.suppressed == "A. Doe, billing lead, through 2026-02-28: The clearinghouse mends the total"


def test_a_suppression_changes_the_version_of_the_rules(tmp_path: Path):
    before = RuleSet.load(payers=[tmp_path]).version
    (tmp_path / "suppressions.yaml").write_text(SUPPRESSION.format(payer_ids=""), "utf-8")
    assert RuleSet.load(payers=[tmp_path]).version != before


def test_rules_are_listed_by_group_payer_claim_type_and_date():
    ruleset = RuleSet.load()
    ids = [rule.id for rule in choose(ruleset, group="3")]
    assert "charge-balance" in ids
    assert "timely-filing" not in ids
    assert ids == [rule.id for rule in choose(ruleset, group="BALANCING")]
    assert all("dental" in rule.claims for rule in choose(ruleset, claim_type="dental"))
    assert len(choose(ruleset, day=date(1990, 1, 1))) < len(ruleset.ids)
    off = {"payer": "medicare", "group": "7"}
    before = {rule.id for rule in choose(ruleset, day=date(2024, 9, 30), **off)}
    after = {rule.id for rule in choose(ruleset, day=date(2024, 10, 1), **off)}
    assert before - after == {"sex-limit"}
    with pytest.raises(ValueError, match="there is no payer 'nobody'; name one of"):
        choose(ruleset, payer="nobody")


def test_a_rule_for_one_kind_of_payer_is_not_listed_for_another(tmp_path: Path):
    (folder,) = {file.parent for file in new_rule("for-medicare", tmp_path)}
    text = (folder / "rule.yaml").read_text("utf-8").replace("claims:", "payers: [medicare]\nclaims:")
    (folder / "rule.yaml").write_text(text, "utf-8")
    payers = RuleSet.load().payers.values()
    ruleset = RuleSet([load_rule(folder)], payers, "test")
    assert [rule.id for rule in choose(ruleset, payer="medicare")] == ["for-medicare"]
    assert choose(ruleset, payer="medicaid") == []


def test_changes_are_told_with_day_payer_and_source():
    found = changes(RuleSet.load(), date(2024, 9, 30), date(2025, 1, 1))
    said = [(change.day, change.who, change.rule, change.what) for change in found]
    assert (date(2024, 10, 1), "medicare", "sex-limit", "is switched off") in said
    assert (date(2025, 1, 1), "example-commercial", "timely-filing", "limit is 90 days, was 180 days") in said
    assert (
        date(2025, 1, 1),
        "example-commercial",
        "prior-authorization",
        "its list has 70551, 70552, 70553, 72148",
    ) in said
    assert all(change.source for change in found)


def test_a_roster_is_told_by_how_many_it_names():
    said = [change.what for change in changes(RuleSet.load(), date(2000, 1, 1), date(2030, 1, 1))]
    assert "its roster has 4 clinicians" in said
    assert "its roster has 1 clinician" in said


def test_the_day_before_the_changes_is_not_among_them_and_the_last_day_is():
    ruleset = RuleSet.load()
    first = date(2025, 1, 1)
    assert all(change.day > first for change in changes(ruleset, first, date(2026, 1, 1)))
    assert any(change.day == date(2026, 1, 1) for change in changes(ruleset, first, date(2026, 1, 1)))


def test_an_edit_is_told_for_its_payers_and_bills():
    found = changes(RuleSet.load(), date(2023, 6, 30), date(2024, 10, 1))
    said = [(change.day, change.who, change.rule, change.what) for change in found]
    assert (date(2024, 10, 1), "medicare", "diagnosis-sex", "the edit has ended on bills 011x") in said
    wanted = "the edit begins on professional claims and bills 013x, 085x"
    assert (date(2023, 7, 1), "medicare", "drug-wastage", wanted) in said


def test_codes_that_begin_and_end_are_counted_by_day():
    first, last, april = date(2031, 1, 1), date(2031, 12, 31), date(2031, 4, 1)
    before = {"end": "2031-03-31"}
    rows = [
        {"key": "Z990", "start": "2031-04-01"},
        {"key": "Z991", "start": "2031-04-01"},
        {"key": "Z992", **before},
        {"key": "Z993", **before},
        {"key": "Z993", "start": "2031-04-01", "billable": False},
        {"key": "Z994", **before},
        {"key": "Z994", "start": "2031-04-01"},
        {"key": "Z995", "start": "2031-04-02"},
        {"key": "Z996", "end": "2031-12-31"},
    ]
    ruleset = RuleSet([], [], "test", shelf=Shelf([made_up(DIAGNOSES, rows, first, last)]))

    def told(first: date, last: date) -> list[tuple[date, str]]:
        found = changes(ruleset, first, last)
        return [(change.day, change.what) for change in found if "codes" in change.what]

    assert told(april - timedelta(1), april) == [(april, "2 codes begin, 2 end")]
    assert told(april, april + timedelta(1)) == [(april + timedelta(1), "1 codes begin, 0 end")]
    assert told(last, last + timedelta(1)) == [(last + timedelta(1), "0 codes begin, 1 end")]
    assert told(april + timedelta(1), last) == []


def test_of_a_day_that_two_editions_know_one_counts():
    rows = [{"key": "Z990", "start": "2031-04-01"}]
    held = [made_up(DIAGNOSES, rows, date(year, 1, 1), date(2031, 12, 31)) for year in (2030, 2031)]
    found = changes(RuleSet([], [], "test", shelf=Shelf(held)), date(2031, 3, 1), date(2031, 5, 1))
    assert [change.what for change in found] == ["1 codes begin, 0 end"]


def test_the_files_of_a_new_rule_load_and_its_cases_say_what_is_to_be_written(tmp_path: Path):
    (folder,) = {file.parent for file in new_rule("units-over-one", tmp_path)}
    rule = load_rule(folder)
    ruleset = RuleSet([rule], [], "test")
    tried = [try_case(rule, case, ruleset) for case in load_cases(rule)]
    assert [found.wrong[:19] for found in tried] == ["", "", "the answer is 'pass"]
    with pytest.raises(ValueError, match="exists already; change that"):
        new_rule("units-over-one", tmp_path)
    with pytest.raises(ValueError, match="is no id; write small letters"):
        new_rule("Units Over One", tmp_path)


def test_the_files_of_a_new_payer_load_and_prove_themselves(tmp_path: Path):
    payer, cases = new_payer("acme-health", "ACME1", TODAY, tmp_path)
    assert [tried.wrong for tried in prove(str(payer))] == [""]
    for file, name in ((payer, "payer"), (cases, "cases")):
        schema = json.loads((tmp_path / f"{name}.schema.json").read_text("utf-8"))
        jsonschema.validate(plain(file), schema)


@pytest.mark.parametrize(
    ("payer_id", "code", "message"),
    [
        ("acme-health", "", "is no payer's identifier"),
        ("acme-health", 'AC"ME', "is no payer's identifier"),
        ("acme-health", "ACME\n", "is no payer's identifier"),
        ("medicare", "ACME1", "medicare ships already"),
    ],
)
def test_a_new_payer_needs_an_identifier_and_a_name_of_its_own(payer_id: str, code: str, message: str, tmp_path: Path):
    with pytest.raises(ValueError, match=message):
        new_payer(payer_id, code, TODAY, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_payer_whose_cases_or_whose_file_are_missing_is_told_so(tmp_path: Path):
    payer, cases = new_payer("acme-health", "ACME1", TODAY, tmp_path)
    cases.unlink()
    with pytest.raises(RuleFileError, match=r"there is no acme-health.cases.yaml beside it; write one"):
        list(prove(str(payer)))
    with pytest.raises(RuleFileError, match="there is no such file"):
        list(prove(str(tmp_path / "acme.yaml")))
    with pytest.raises(RuleFileError, match=r"name its file: payers/acme-health.yaml"):
        list(prove("acme-health"))


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            '    yield Problem("typo", "/lines/0/units")\n',
            "rule.py, line 9: rule.yaml has no problem 'typo', only wrong",
        ),
        ("    raise KeyError(claim.nothing)\n", "rule.py, line 9: AttributeError: 'Claim' object has no"),
        (
            '    yield Problem("wrong", "/lines/0/units", "", {})\n',
            "the words of 'wrong' name {most}, which is no fact",
        ),
    ],
)
def test_a_rule_that_fails_in_its_proof_says_why_and_where(code: str, message: str, tmp_path: Path):
    (folder,) = {file.parent for file in new_rule("units-over-one", tmp_path)}
    head = "from rules.problem import Problem\n\n\n\n\n\n\ndef check(claim, _context, _values):\n"
    (folder / "rule.py").write_text(head + code, "utf-8")
    words = (folder / "rule.yaml").read_text("utf-8")
    (folder / "rule.yaml").write_text(words.replace("has {sent}", "has {sent}, not {most}"), "utf-8")
    rule = load_rule(folder)
    tried = try_case(rule, load_cases(rule)[0], RuleSet([rule], [], "test"))
    assert message in tried.wrong
    assert [item.reason[:22] for item in tried.checked.not_checked] == ["the rule itself failed"]


@pytest.mark.parametrize(
    ("code", "line"), [("x = 1\ndef check(:\n", 2), ("\n\nimport no_such_module_here\n", 3), ("1 / 0\n", 1)]
)
def test_code_that_cannot_be_loaded_is_refused_with_its_line(code: str, line: int, tmp_path: Path):
    (folder,) = {file.parent for file in new_rule("units-over-one", tmp_path)}
    (folder / "rule.py").write_text(code, "utf-8")
    with pytest.raises(RuleFileError, match="the code cannot be loaded") as raised:
        load_rule(folder)
    assert (raised.value.file.name, raised.value.line) == ("rule.py", line)


def plain(file: Path):
    """A YAML file as JSON Schema sees it: days are texts."""
    return yaml.load(file.read_text("utf-8"), Loader=Plain)


class Plain(yaml.SafeLoader):
    """Reads YAML 1.2 as editors do: days are texts, and so is ``on``."""


Plain.yaml_implicit_resolvers = {
    letter: [(tag, form) for tag, form in found if not tag.endswith((":timestamp", ":bool"))]
    for letter, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


@pytest.mark.parametrize("name", schemas())
def test_the_schemas_are_as_the_rules_are(name: str):
    assert (FOLDER / f"{name}.json").read_text("utf-8") == schema_text(name), "run python -m rules.docs"


@pytest.mark.parametrize(
    ("file", "name"),
    [(file, "rule") for file in sorted(EDITS.glob("*/rule.yaml"))]
    + [(file, "cases") for file in sorted(EDITS.glob("*/cases.yaml"))]
    + [(file, "cases" if ".cases." in file.name else "payer") for file in sorted(PAYERS.glob("*.yaml"))],
    ids=lambda value: f"{value.parent.name}-{value.stem}" if isinstance(value, Path) else value,
)
def test_every_shipped_file_is_right_by_its_schema(file: Path, name: str):
    jsonschema.Draft202012Validator(schemas()[name]).validate(plain(file))


@pytest.mark.parametrize("name", ["severity_unknown", "key_missing", "unknown_key", "denial_code_without_group"])
def test_an_editor_sees_what_the_loader_would_refuse(name: str):
    file = Path(__file__).parent / "broken" / "rule" / f"{name}.yaml"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plain(file), schemas()["rule"])


@pytest.mark.parametrize(
    ("severity", "answered", "same", "other", "noisy"),
    [
        ("error", 20, 10, 0, False),
        ("error", 20, 2, 3, True),
        ("error", 19, 0, 0, False),
        ("warning", 100, 5, 0, False),
        ("warning", 100, 0, 9, True),
        ("info", 100, 0, 0, False),
    ],
)
def test_a_rule_is_noisy_where_payers_let_pass_more_than_its_severity_promises(
    severity: str, answered: int, same: int, other: int, noisy: bool
):
    paid = answered - same - other
    assert Record("a-rule", severity, "P", answered, answered, same, other, paid).noisy is noisy


def test_the_upper_end_of_wilsons_interval_is_that_of_the_paper():
    assert upper(0, 10) == pytest.approx(0.2775, abs=1e-4)
    assert upper(10, 10) == pytest.approx(1.0)


def test_a_rule_file_error_is_told_for_a_folder_that_holds_no_payers(tmp_path: Path):
    (tmp_path / "suppressions.yaml").write_text("suppressions: none\n", "utf-8")
    with pytest.raises(RuleFileError, match="a list is wanted"):
        RuleSet.load(payers=[tmp_path])
