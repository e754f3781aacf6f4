"""An office says what looks and refusals cost: in training, and in the environment when it scores."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import main
from cli.train import train
from models.review import STANDARD, TERMS
from serving.load import for_a_server
from tests.cli.command import ROOT


def verdicts(bundle_dir: Path, claims: Path, env: dict[str, str]) -> list[str]:
    words = ["score", str(claims), "--model", str(bundle_dir), "--format", "ndjson", "--explain", "none"]
    done = CliRunner().invoke(main, [*words, "--suggest", "none"], env=env)
    assert done.exit_code == 0, done.output
    return [json.loads(line)["verdict"] for line in done.stdout.splitlines()]


def test_a_setting_decides_which_claims_are_put_up_for_review(bundle_dir: Path, office: Path):
    claims = min((office / "test" / "claims").iterdir())
    usual = verdicts(bundle_dir, claims, {})
    assert "review" in usual
    assert "review" not in verdicts(bundle_dir, claims, {"CLEANCLAIM_LOOK_COST": "100000"})
    assert "ready" not in verdicts(bundle_dir, claims, {"CLEANCLAIM_LOOK_COST": "0"})
    assert verdicts(bundle_dir, claims, {"CLEANCLAIM_LOOK_COST": str(STANDARD.look_cost)}) == usual


@pytest.mark.parametrize("command", [["score", "examples"], ["serve", "--port", "0"]])
def test_a_setting_that_cannot_be_is_told_before_any_work(command: list[str]):
    done = CliRunner().invoke(main, command, env={"CLEANCLAIM_LOST": "46"})
    assert done.exit_code == 1
    assert "CLEANCLAIM_LOST" in done.stderr
    assert "a share from 0 to 1" in done.stderr


def test_a_server_goes_by_the_setting(bundle, monkeypatch: pytest.MonkeyPatch):  # noqa: ANN001
    monkeypatch.setitem(os.environ, "CLEANCLAIM_REWORK_COST", "99")
    assert for_a_server(bundle).review.rework_cost == 99
    assert bundle.review.rework_cost == STANDARD.rework_cost


def test_training_names_each_number_and_what_stands_where_nothing_is_said():
    options = {param.name: param for param in train.params}
    for term in TERMS:
        assert f"default: {getattr(STANDARD, term.name)}." in options[term.name].help  # type: ignore[attr-defined]


@pytest.mark.parametrize(("option", "text"), [("--prevented", "30"), ("--lost", "-1"), ("--look-cost", "five")])
def test_training_refuses_numbers_that_cannot_be(option: str, text: str, tmp_path: Path):
    words = ["train", "--claims", str(ROOT), "--remits", str(ROOT), "--out", str(tmp_path / "out"), option, text]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert f"Invalid value for '{option}'" in done.output
    assert not (tmp_path / "out").exists()
