"""The command, from the files to what stands at the place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import main
from models import Bundle
from models.decisions import recorded
from models.published import notice, publish
from tests.training.gate.conftest import LEARNT_MORE, sources
from training.gate import Checked, Decision
from training.gate.better import better
from training.gate.page import decision_page
from training.gate.payers import payers
from training.gate.slices import slices
from training.gate.window import Window
from training.office_files import Files

SIGNED = ("--signed-by", "Ann Example", "--because", "a season of answers more")


@pytest.fixture
def data(office: Path, tmp_path: Path) -> tuple[str, ...]:
    """All that was sent and answered, in two folders."""
    for kind, folders in zip(("claims", "remits"), sources(office), strict=True):
        (tmp_path / kind).mkdir()
        for part in folders:
            for file in part.iterdir():
                (tmp_path / kind / f"{part.parent.name}-{file.name}").hardlink_to(file)
    return "--claims", str(tmp_path / "claims"), "--remits", str(tmp_path / "remits")


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_a_real_improvement_passes_every_check_and_is_recorded_with_its_figures(
    data: tuple[str, ...], champion_dir: Path, challenger_dir: Path, tmp_path: Path
) -> None:
    place = tmp_path / "place"
    old = publish(champion_dir, place)
    done = run("promote", challenger_dir, "--to", place, *data, *SIGNED)
    assert done.exit_code == 0, done.output
    new = Bundle.load(challenger_dir).version
    assert f"The gate says yes to {new} against {old.version}" in done.output
    assert "Judged by 1,3" in done.output
    assert "FAILED" not in done.output
    found = notice(place)
    assert found is not None
    assert (found.version, found.before) == (new, old.version)
    (entry,) = recorded(place)
    assert (entry.what, entry.version, entry.in_place_of) == ("promoted", new, old.version)
    assert (entry.by, entry.because) == SIGNED[1::2]
    assert entry.gate is not None
    assert entry.gate["passed"]
    dollars = next(one for one in entry.gate["checks"] if one["name"] == "dollars caught")
    assert dollars["figures"][0]["low"] > 0
    assert set(entry.gate["digests"]) == {"claims", "remittances"}


def test_a_no_publishes_nothing_whoever_signs_and_names_every_reason(
    data: tuple[str, ...], champion_dir: Path, bundle: Bundle, bundle_dir: Path, tmp_path: Path
) -> None:
    place = tmp_path / "place"
    old = publish(champion_dir, place)
    tried = run("promote", bundle_dir, "--to", place, *data, "--dry-run")
    assert tried.exit_code == 1
    assert "FAILED  window" in tried.output
    assert recorded(place) == []
    done = run("promote", bundle_dir, "--to", place, *data, *SIGNED)
    assert done.exit_code == 1
    assert "is refused, and nothing was published: window: too few answers to judge by" in done.output
    found = notice(place)
    assert found is not None
    assert found.version == old.version
    (entry,) = recorded(place)
    assert (entry.what, entry.version) == ("refused", bundle.version)
    assert [one["name"] for one in json.loads(json.dumps(entry.gate))["checks"] if not one["passed"]] == ["window"]


def test_a_decision_is_a_page_too(judged: Window, files: Files) -> None:
    checks = (payers(judged), slices(judged, files, LEARNT_MORE), *better(judged))
    decision = Decision(
        passed=False,
        challenger="new",
        champion="old",
        since=judged.since,
        through=judged.through,
        claims=len(judged.claims),
        refused=int(judged.denied.sum()),
        checks=(*checks, Checked("size", passed=False, figures=(), words="9 GB of <trees>")),
        digests={},
    )
    page = decision_page(decision, by="Ann & Ben", because="why not")
    assert "new against the champion old did not pass: size" in page
    assert "9 GB of &lt;trees&gt;" in page
    assert "Ann &amp; Ben" in page
    assert "<svg" in page
    assert "female patients: refused claims missed" in page
