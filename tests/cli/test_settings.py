from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import main
from cli.settings import PREFIX, SETTINGS, unknown
from serving.api.limits import SETTING, Limits
from tests.cli.command import ROOT, cleanclaim


def test_all_settings_that_the_code_reads_are_known_and_no_others() -> None:
    folders = ("claims", "rules", "features", "models", "training", "serving")
    code = "".join(file.read_text() for folder in folders for file in (ROOT / folder).rglob("*.py"))
    named = set(re.findall(rf'"({PREFIX}[A-Z_]*[A-Z])"', code))
    assert named | {f"{SETTING}{name.upper()}" for name in Limits.__struct_fields__} == SETTINGS


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("CLEANCLAIM_STOER", "; is CLEANCLAIM_STORE meant?"),
        ("CLEANCLAIM_KEEPDAYS", "; is CLEANCLAIM_KEEP_DAYS meant?"),
        ("CLEANCLAIM_XQZ", ""),
    ],
)
def test_a_misspelt_setting_is_told_with_the_one_that_it_is_most_like(name: str, told: str) -> None:
    assert list(unknown({name: "x", "CLEANCLAIM_STORE": "x", "PATH": "x"})) == [
        f"the setting {name} is unknown and does nothing{told}"
    ]


def test_it_is_told_on_standard_error_by_every_command() -> None:
    done = CliRunner().invoke(main, ["rules", "list"], env={"CLEANCLAIM_PAYRES": "x"})
    assert done.exit_code == 0
    assert "Warning: the setting CLEANCLAIM_PAYRES is unknown and does nothing; is CLEANCLAIM_PAYERS" in done.stderr


def test_a_folder_of_payers_that_is_not_there_is_told_without_a_line(tmp_path: Path) -> None:
    done = cleanclaim("check", "examples", "--payers", str(tmp_path / "none"))
    assert done.returncode == 1
    assert f"{tmp_path / 'none'}: there is no such folder; name the folder" in done.stderr
