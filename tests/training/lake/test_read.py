"""A lake gives training what the files themselves give it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from claims.sent.keys import ClaimKeys
from rules import Context, RuleSet
from rules.keeping.cases import load_cases
from training.lake import read
from training.office_files import TrainingDataError, read_files
from training.pared import pared
from training.run import train_on


def test_a_lake_reads_back_as_the_files_it_was_made_of(whole_office: Path, office: Path):
    files = read_files(office / "train" / "claims", office / "train" / "remits")
    assert read(whole_office) == files
    day = files.through - timedelta(days=60)
    earlier = read_files(office / "train" / "claims", office / "train" / "remits", day)
    assert read(whole_office, day) == earlier != files


def test_a_bundle_trained_from_a_lake_is_the_one_trained_from_the_files_byte_for_byte(
    whole_office: Path, bundle_dir: Path, tmp_path: Path
):
    train_on(lambda: read(whole_office), tmp_path / "bundle", threads=1, track=False)

    def content(folder: Path) -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != "run.json"}

    assert content(tmp_path / "bundle") == content(bundle_dir)


def test_a_folder_without_a_lake_is_named_with_what_to_do(tmp_path: Path):
    with pytest.raises(TrainingDataError, match="holds no lake: make one with"):
        read(tmp_path)


def test_every_rule_answers_the_same_of_a_pared_claim_and_the_history_knows_it_again():
    ruleset = RuleSet.load()
    for rule in ruleset.list():
        for case in load_cases(rule):
            context = Context(today=case.today, shelf=case.shelf)
            kept = pared(case.claim)
            assert ruleset.check(kept, context).answers == ruleset.check(case.claim, context).answers, case.name
            assert pared(kept) == kept
            keys, same = ClaimKeys(case.claim, b"key"), ClaimKeys(kept, b"key")
            assert (keys.identity, keys.patient, keys.content) == (same.identity, same.patient, same.content)
