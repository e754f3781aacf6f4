from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from cli.rows import COLUMNS
from tests.cli.command import cleanclaim
from tests.edi837 import claim, file837


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    folder = tmp_path / "batch"
    folder.mkdir()
    (folder / "1.837").write_bytes(file837(claim("CC-1"), claim("CC-2", total="90"), submitted="20260602"))
    (folder / "2.837").write_bytes(file837(claim("CC-3"), claim("CC-4", served="20260401"), submitted="20260601"))
    return folder


def test_every_claim_is_scored_in_file_order(bundle_dir: Path, batch: Path) -> None:
    done = cleanclaim("score", batch, "--model", bundle_dir, "--format", "ndjson")
    assert (done.returncode, done.stderr) == (0, "")
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [result["claim_id"] for result in results] == ["CC-1", "CC-2", "CC-3", "CC-4"]
    assert all(0 < result["denial_probability"] < 1 for result in results)
    assert results[1]["verdict"] == "fix"
    assert results[0]["model"]["version"]


def test_a_claim_in_a_later_file_that_was_sent_earlier_is_the_original(bundle_dir: Path, batch: Path) -> None:
    done = cleanclaim("score", batch, "--model", bundle_dir, "--format", "ndjson")
    results = [json.loads(line) for line in done.stdout.splitlines()]
    repeats = [r["claim_id"] for r in results if "exact-duplicate" in [f["rule"] for f in r["findings"]]]
    assert repeats == ["CC-1"], "CC-3 has the same content and was sent the day before"


def test_what_cannot_be_read_ends_with_status_2_and_the_rest_is_scored(bundle_dir: Path, batch: Path) -> None:
    (batch / "1a.837").write_bytes(b"ISA*SECRETNAME")
    (batch / "1b.837").write_bytes(file837(claim("CC-X"))[:-250])
    done = cleanclaim("score", batch, "--model", bundle_dir, "--format", "ndjson")
    assert done.returncode == 2
    assert {"CC-1", "CC-2", "CC-3", "CC-4"} <= {json.loads(line)["claim_id"] for line in done.stdout.splitlines()}
    assert "1a.837" in done.stderr
    assert "SECRETNAME" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("form", ["table", "json", "ndjson", "csv"])
def test_any_number_of_workers_gives_the_same(bundle_dir: Path, office: Path, form: str) -> None:
    files = sorted((office / "test" / "claims").iterdir())[:6]
    one, two = (cleanclaim("score", *files, "--model", bundle_dir, "--format", form, "--workers", n) for n in (1, 3))
    assert one.stdout == two.stdout
    assert len(one.stdout) > 1000


def test_csv_has_a_header_and_a_line_for_each_claim(bundle_dir: Path, batch: Path) -> None:
    done = cleanclaim("score", batch, "--model", bundle_dir, "--format", "csv")
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert tuple(rows[0]) == COLUMNS
    assert [row["claim_id"] for row in rows] == ["CC-1", "CC-2", "CC-3", "CC-4"]
    assert float(rows[0]["dollars_at_risk"]) >= 0


def test_all_effects_are_given_when_asked_for(bundle_dir: Path, batch: Path) -> None:
    done = cleanclaim("score", batch / "1.837", "--model", bundle_dir, "--format", "ndjson", "--explain", "all")
    for result in map(json.loads, done.stdout.splitlines()):
        for explained in result["explained"]:
            own = [
                r["effect"]
                for r in result["reasons"]
                if (r["line"], r["hazard"]) == (explained["line"], explained["hazard"])
            ]
            assert explained["base"] + sum(own) == pytest.approx(explained["score"], abs=1e-9)


def test_a_folder_that_is_no_model_is_said_in_words(tmp_path: Path, batch: Path) -> None:
    done = cleanclaim("score", batch, "--model", tmp_path / "none")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr


def test_a_damaged_model_is_said_in_words(bundle_dir: Path, tmp_path: Path, batch: Path) -> None:
    damaged = tmp_path / "model"
    shutil.copytree(bundle_dir, damaged)
    for file in damaged.glob("*.txt"):
        file.write_text(file.read_text()[:1000])
    done = cleanclaim("score", batch, "--model", damaged)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
