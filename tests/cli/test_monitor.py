"""``cleanclaim monitor``: a report, metrics, and an exit status that a timer can go by."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from claims import find_files, read
from claims.origin import Sourced
from cli.main import main
from models import EMBEDDED
from models.published import publish


def monitor(bundle: Path, office: Path, out: Path, *more: str) -> tuple[int, str]:
    told = CliRunner().invoke(
        main,
        ["monitor", "--model", str(bundle), "--claims", str(office / "claims"), "--remits", str(office / "remits"),
         "--out", str(out), *more],
    )  # fmt: skip
    return told.exit_code, told.output


def gathered(office: Path, folder: Path, payer: tuple[str, str] | None = None) -> Path:
    """History and future in one folder; of the future, a payer's id may be exchanged."""
    for part in ("train", "test"):
        for kind in ("claims", "remits"):
            (folder / kind).mkdir(parents=True, exist_ok=True)
            for file in (office / part / kind).iterdir():
                text = file.read_text("utf-8")
                if payer is not None and part == "test":
                    text = text.replace(*payer)
                (folder / kind / f"{part}-{file.name}").write_text(text, "utf-8")
    return folder


def test_a_month_in_which_nothing_happens_is_quiet(bundle_dir: Path, office: Path, tmp_path: Path):
    files = gathered(office, tmp_path / "files")
    report, text = tmp_path / "report.html", tmp_path / "cleanclaim.prom"
    place = ("--retrain", "--to", str(tmp_path / "published"))
    status, told = monitor(bundle_dir, files, report, "--as-of", "2026-07-31", "--prometheus", str(text), *place)
    assert (status, "quiet" in told) == (0, True), told
    assert "nothing was trained: there is no reason to" in told
    assert not (tmp_path / "published").exists()
    assert "Quiet." in report.read_text("utf-8")
    assert "cleanclaim_monitor_retrain_suggested 0.0" in text.read_text("utf-8")


def test_a_payer_that_nobody_knows_is_something_to_look_at(bundle_dir: Path, office: Path, tmp_path: Path):
    known = [one.claim.payer.id for file in find_files([office / "test" / "claims"]) for one in read(file)
             if isinstance(one, Sourced)]  # fmt: skip
    largest = max(set(known), key=known.count)
    files = gathered(office, tmp_path / "files", (f"*PI*{largest}~", "*PI*77777~"))
    place = ("--retrain", "--to", str(tmp_path / "published"))
    status, told = monitor(bundle_dir, files, tmp_path / "report.html", "--as-of", "2026-07-31", *place)
    assert status == 1, told
    assert "payer 77777 is new" in told
    assert "train anew: it does not know payer 77777" in told
    assert "too few claims are answered and old enough to learn from and to judge by" in told


def test_what_cannot_be_read_has_a_status_of_its_own(bundle_dir: Path, office: Path, tmp_path: Path):
    damaged = tmp_path / "damaged"
    shutil.copytree(bundle_dir, damaged)
    (damaged / "bundle.json").write_text("{", "utf-8")
    assert monitor(damaged, office / "test", tmp_path / "report.html")[0] == 2
    status, told = monitor(bundle_dir, office / "train", tmp_path / "report.html", "--as-of", "2026-06-30")
    assert (status, "name later files" in told) == (2, True)
    assert not (tmp_path / "report.html").exists()


def test_retraining_needs_a_place(bundle_dir: Path, office: Path, tmp_path: Path):
    status, told = monitor(bundle_dir, office / "test", tmp_path / "report.html", "--retrain")
    assert (status, "go together" in told) == (2, True)


def test_what_cannot_be_written_is_told_before_the_work(
    bundle_dir: Path, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def no_work(*_: object) -> None:
        raise AssertionError("the model was read already")

    monkeypatch.setattr("cli.model.model_of", no_work)
    report, nowhere = tmp_path / "report.html", tmp_path / "nowhere" / "file"
    assert monitor(bundle_dir, office / "test", nowhere)[0] == 2
    status, told = monitor(bundle_dir, office / "test", report, "--prometheus", str(nowhere))
    assert (status, "nowhere is no folder" in told) == (2, True), told


def test_a_challenger_is_held_against_the_champion_that_it_would_stand_beside(
    bundle_dir: Path, office: Path, tmp_path: Path
):
    published = publish(EMBEDDED, tmp_path / "place")
    to = ("--retrain", "--to", str(tmp_path / "place"))
    status, told = monitor(bundle_dir, office / "test", tmp_path / "report.html", *to)
    assert (status, f"{published.version} is champion at" in told) == (2, True), told
    (tmp_path / "file").write_text("", "utf-8")
    status, told = monitor(
        bundle_dir, office / "test", tmp_path / "report.html", "--retrain", "--to", str(tmp_path / "file")
    )
    assert (status, "is no folder): name another place" in told) == (2, True), told
