"""``cleanclaim simulate``, in a process of its own."""

from __future__ import annotations

from pathlib import Path

from tests.cli.command import cleanclaim


def test_a_folder_that_holds_an_office_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "train").mkdir()
    done = cleanclaim("simulate", "--out", tmp_path, "--claims", 10)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: {tmp_path} holds an office already")
    assert done.stderr.count("\n") == 1
