"""What is learnt as payer files: they load, their cases pass, and nothing in them stops a claim unapproved."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from rules import Context, RuleSet, prove
from rules.keeping.cases import base_claim, read_cases
from training.office_files import Files
from training.policies import Learnt
from training.policies.entries import entry
from training.policies.propose import Proposed, propose


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("proposals") / "payers"


@pytest.fixture(scope="module")
def proposed(learnt: Learnt, files: Files, folder: Path) -> Proposed:
    return propose(learnt.policies, files.claims, learnt.through, folder)


def test_the_files_load_and_all_their_cases_pass(proposed: Proposed) -> None:
    payers = [file for file in proposed.files if not file.name.endswith(".cases.yaml")]
    tried = [tried for file in payers for tried in prove(str(file))]
    assert len(tried) >= len(payers) >= 3
    assert {(one.case.name, one.wrong) for one in tried if one.wrong} == set()
    assert len({one.rule for one in tried}) >= 4


def test_every_policy_is_written_or_named_as_left_out(proposed: Proposed, learnt: Learnt) -> None:
    text = "\n".join(file.read_text("utf-8") for file in proposed.files).replace("\\\n", "").replace("\\ ", " ")
    flat = " ".join(text.split())
    for policy in learnt.policies:
        assert (policy in proposed.left_out) != (" ".join(policy.text.split()) in flat), policy.text
    assert all(policy in proposed.left_out for policy in learnt.policies if entry(policy) is None)


def test_a_proposal_warns_and_an_approved_entry_is_an_error(proposed: Proposed, folder: Path, tmp_path: Path) -> None:
    file = next(
        one for one in proposed.files if "prior-authorization" in one.read_text("utf-8") and "cases" not in one.name
    )
    cases = read_cases(file.with_suffix(".cases.yaml"))
    case = next(one for one in cases if one.rule == "prior-authorization" and one.answer == "fail")
    (tmp_path / file.name).write_text(file.read_text("utf-8").replace("proposed: true", "proposed: false"), "utf-8")
    severities = []
    for where in (folder, tmp_path):
        checked = RuleSet.load(payers=[where]).check(case.claim, Context(today=case.today))
        severities += [one.severity for one in checked.findings if one.rule == "prior-authorization"]
    assert severities == ["warning", "error"]


def test_no_claim_meets_a_policy_that_was_learnt_from_later_answers(proposed: Proposed, learnt: Learnt) -> None:
    text = "\n".join(file.read_text("utf-8") for file in proposed.files if "cases" not in file.name)
    entries = re.findall(r"known_from: (\S+)\n +proposed: true", text)
    assert entries
    assert all(date.fromisoformat(day) > learnt.through for day in entries)


def test_a_file_that_stands_there_is_not_written_over(
    proposed: Proposed, learnt: Learnt, files: Files, folder: Path
) -> None:
    before = {file: file.read_bytes() for file in proposed.files}
    with pytest.raises(FileExistsError, match="may have approved it"):
        propose(learnt.policies, files.claims, learnt.through, folder)
    assert before == {file: file.read_bytes() for file in folder.iterdir()}


def test_what_is_known_of_medicare_is_kept(learnt: Learnt, tmp_path: Path) -> None:
    policy = next(one for one in learnt.policies if one.kind == "records")
    claim = base_claim("professional")
    medicare = replace(claim, payer=replace(claim.payer, id=policy.payer, filing_indicator="MB"))
    file = propose([policy], [medicare], date(2026, 6, 30), tmp_path).files[0]
    own = RuleSet.load(payers=[tmp_path]).payers[file.stem]
    assert own.values["timely-filing"]["limit"][0].source.title.startswith("42 CFR 424.44")
    assert "attachment-required" in own.policies
