from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.claims.test_broken_files import read
from tests.cli.command import cleanclaim
from tests.edi837 import claim, file837


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Four claims; the second and the fourth are to fix."""
    path = tmp_path / "batch.837"
    wrong = claim("CC-2", total="90", procedure="99214"), claim("CC-4", total="80", served="20260519")
    path.write_bytes(file837(claim("CC-1"), wrong[0], claim("CC-3", served="20260518"), wrong[1]))
    return path


def ids(path: Path) -> list[str]:
    good, faults = read(path.read_bytes())
    assert faults == []
    return [one.claim.claim_id for one in good]


def test_claims_go_where_their_verdict_says(bundle_dir: Path, file: Path, tmp_path: Path) -> None:
    ready, held = tmp_path / "ready.837", tmp_path / "held.837"
    done = cleanclaim("split", file, "--ready", ready, "--held", held, "--model", bundle_dir, "--send-review")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"2 claims to send: {ready}", f"2 claims held: {held}"]
    assert (ids(ready), ids(held)) == (["CC-1", "CC-3"], ["CC-2", "CC-4"])
    assert {path.name for path in tmp_path.iterdir()} == {"batch.837", "ready.837", "held.837"}


@pytest.mark.parametrize("workers", [1, 2])
def test_the_verdicts_are_those_of_score(bundle_dir: Path, office: Path, tmp_path: Path, workers: int) -> None:
    file = sorted((office / "test" / "claims").iterdir())[3]
    scored = cleanclaim("score", file, "--model", bundle_dir, "--format", "ndjson")
    verdicts = {result["claim_id"]: result["verdict"] for result in map(json.loads, scored.stdout.splitlines())}
    for options, sent in ([], {"ready"}), (["--send-review"], {"ready", "review"}):
        outs = tmp_path / "r.837", tmp_path / "h.837"
        words = ["--ready", outs[0], "--held", outs[1], "--model", bundle_dir, "--workers", workers, *options]
        assert cleanclaim("split", file, *words).returncode == 0
        found = [set(ids(path)) if path.exists() else set() for path in outs]
        expected = {claim_id for claim_id, verdict in verdicts.items() if verdict in sent}
        assert found == [expected, verdicts.keys() - expected]


def test_an_empty_half_writes_no_file_and_clears_the_place_of_an_older_one(bundle_dir: Path, tmp_path: Path) -> None:
    file, ready, held = tmp_path / "a.837", tmp_path / "ready.837", tmp_path / "held.837"
    file.write_bytes(file837(claim("CC-2", total="90")))
    ready.write_text("yesterday's")
    done = cleanclaim("split", file, "--ready", ready, "--held", held, "--model", bundle_dir, "--send-review")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [f"no claim to send: no {ready} is there", f"1 claim held: {held}"]
    assert not ready.exists()


def test_what_cannot_be_read_is_held_told_and_ends_with_status_2(bundle_dir: Path, file: Path, tmp_path: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"CLM*CC-3", b"CLM*"))
    ready, held = tmp_path / "ready.837", tmp_path / "held.837"
    done = cleanclaim("split", file, "--ready", ready, "--held", held, "--model", bundle_dir, "--send-review")
    assert done.returncode == 2
    assert "2300 CLM01: the claim has no number" in done.stderr
    assert ids(ready) == ["CC-1"]
    assert b"CLM**100" in held.read_bytes()


def test_a_file_that_is_no_x12_is_refused_with_status_2(tmp_path: Path) -> None:
    file, ready, held = tmp_path / "a.json", tmp_path / "ready.837", tmp_path / "held.837"
    for content in ('{"claim_id": "A"}', "hello"):
        file.write_text(content)
        done = cleanclaim("split", file, "--ready", ready, "--held", held)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"Error: {file} is no X12 837; only that can be split\n"
    missing = cleanclaim("split", tmp_path / "none", "--ready", ready, "--held", held)
    assert missing.returncode == 2
    assert "No such file" in missing.stderr


def test_one_file_never_takes_the_place_of_another(file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    for ready, held in ((file, tmp_path / "h"), (tmp_path / "r", file), (tmp_path / "o", tmp_path / "o")):
        done = cleanclaim("split", file, "--ready", ready, "--held", held)
        assert done.returncode == 2
        assert "must be three files" in done.stderr
    assert file.read_bytes() == before


def test_a_place_that_cannot_be_written_to_is_said_and_nothing_is_left_behind(file: Path, tmp_path: Path) -> None:
    done = cleanclaim("split", file, "--ready", tmp_path / "ready.837", "--held", tmp_path / "none" / "held.837")
    assert done.returncode == 1
    assert "Error: cannot write" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["batch.837"]


def test_what_is_released_is_on_record_as_sent_and_known_to_the_next_split(bundle_dir: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    first, again, outs = tmp_path / "a.837", tmp_path / "b.837", (tmp_path / "r.837", tmp_path / "h.837")
    first.write_bytes(file837(claim("CC-1"), claim("CC-2", total="90", served="20260501")))
    again.write_bytes(file837(claim("CC-9"), submitted="20260603"))
    words = ["--ready", outs[0], "--held", outs[1], "--model", bundle_dir, "--send-review", "--store", url]
    assert cleanclaim("split", again, *words).returncode == 0
    assert ids(outs[0]) == ["CC-9"], "nothing was sent before it"
    (tmp_path / "store.db").unlink()
    done = cleanclaim("split", first, *words)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 on record as sent")
    assert cleanclaim("split", first, *words).stdout.splitlines()[-1] == "1 on record as sent (1 were before)"
    assert cleanclaim("split", again, *words).stdout.startswith("no claim to send")
    assert ids(outs[1]) == ["CC-9"], "CC-1 was the same service"


def test_a_store_that_cannot_be_used_stops_before_anything_is_written(bundle_dir: Path, file: Path) -> None:
    outs = file.parent / "r.837", file.parent / "h.837"
    words = ["--ready", outs[0], "--held", outs[1], "--model", bundle_dir, "--store", "mysql://host/base"]
    done = cleanclaim("split", file, *words)
    assert done.returncode == 1
    assert "nothing was written" in done.stderr
    assert "Traceback" not in done.stderr
    assert not any(path.exists() for path in outs)
