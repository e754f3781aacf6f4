from __future__ import annotations

from pathlib import Path

from models import EMBEDDED
from models.published import notice, of_office
from tests.cli.command import cleanclaim


def test_promote_publishes_and_says_what_it_replaced(tmp_path: Path) -> None:
    done = cleanclaim("promote", EMBEDDED, "--to", tmp_path)
    assert done.returncode == 0
    assert "is champion since" in done.stdout
    assert notice(tmp_path) is not None


def test_promote_can_speak_of_one_office_and_of_a_challenger(tmp_path: Path) -> None:
    done = cleanclaim("promote", EMBEDDED, "--to", tmp_path, "--office", "north", "--as", "challenger")
    assert done.returncode == 0
    assert notice(of_office(tmp_path, "north"), "challenger") is not None


def test_promote_refuses_what_is_no_bundle_in_a_sentence(tmp_path: Path) -> None:
    done = cleanclaim("promote", tmp_path, "--to", tmp_path / "place")
    assert done.returncode == 1
    assert "no model bundle" in done.stderr
    assert "Traceback" not in done.stderr
