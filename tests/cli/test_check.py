from __future__ import annotations

import json
from pathlib import Path

from tests.cli.command import ROOT, cleanclaim
from tests.edi837 import claim, file837


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_clean_claim_ends_with_status_0(tmp_path: Path) -> None:
    path = written(tmp_path, "a.837", file837(claim()))
    done = cleanclaim("check", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 claim: 0 to fix ($0.00)" in done.stdout


def test_an_error_ends_with_status_1_and_says_where_it_stood(tmp_path: Path) -> None:
    path = written(tmp_path, "a.837", file837(claim("CC-1"), claim("CC-2", total="90")))
    done = cleanclaim("check", path, "--format", "ndjson")
    assert done.returncode == 1
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["claim_id"], first["verdict"]) == ("CC-1", "ready")
    assert (second["claim_id"], second["verdict"]) == ("CC-2", "fix")
    errors = [finding["rule"] for finding in second["findings"] if finding["severity"] == "error"]
    assert errors == ["charge-balance"]
    assert second["denial_probability"] is None


def test_a_wrong_count_at_the_end_is_an_error_of_each_claim_before_it(tmp_path: Path) -> None:
    whole = file837(claim("CC-1"), claim("CC-2"))
    path = written(tmp_path, "a.837", whole.replace(b"SE*", b"SE*1"))
    done = cleanclaim("check", path, "--format", "ndjson")
    assert done.returncode == 1
    assert "SE01" in done.stderr
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [result["verdict"] for result in results] == ["fix", "fix"]
    for result in results:
        [error] = [finding for finding in result["findings"] if finding["rule"] == "envelope-counts"]
        assert (error["severity"], error["x12"], error["segment"]) == ("error", "SE01", whole.count(b"~") - 2)


def test_a_wrong_count_of_a_file_without_claims_is_an_error_too(tmp_path: Path) -> None:
    path = written(tmp_path, "a.837", file837().replace(b"SE*", b"SE*1"))
    assert cleanclaim("check", path).returncode == 1


def test_what_cannot_be_read_ends_with_status_2_and_all_else_is_checked(tmp_path: Path) -> None:
    written(tmp_path, "a.837", file837(claim("CC-1")))
    written(tmp_path, "c.837", file837(claim("CC-2", total="90")))
    written(tmp_path, "b.837", b"\x00\x01 SECRETNAME")
    done = cleanclaim("check", tmp_path, "--format", "ndjson")
    assert done.returncode == 2
    assert [json.loads(line)["claim_id"] for line in done.stdout.splitlines()] == ["CC-1", "CC-2"]
    assert "b.837" in done.stderr
    assert "SECRETNAME" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_path_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    done = cleanclaim("check", tmp_path / "nothing.837")
    assert done.returncode == 2
    assert "nothing.837: there is no such file" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_workers_give_what_one_gives(tmp_path: Path) -> None:
    for number in range(5):
        claims = [claim(f"CC-{number}-{at}", total="100" if at % 3 else "90") for at in range(40)]
        written(tmp_path, f"{number}.837", file837(*claims, submitted=f"202606{9 - number:02}"))
    one, two = (cleanclaim("check", tmp_path, "--format", "ndjson", "--workers", n) for n in (1, 2))
    assert one.stdout == two.stdout
    assert len(one.stdout.splitlines()) == 200


def test_out_is_written_whole(tmp_path: Path) -> None:
    path = written(tmp_path, "a.837", file837(claim()))
    out = tmp_path / "out" / "result.json"
    missing = cleanclaim("check", path, "--format", "json", "--out", out)
    assert missing.returncode == 1
    assert "cannot write" in missing.stderr
    out.parent.mkdir()
    assert cleanclaim("check", path, "--format", "json", "--out", out).returncode == 0
    assert [result["claim_id"] for result in json.loads(out.read_text())] == ["CC-1"]


def test_the_results_never_take_the_place_of_the_claims(tmp_path: Path) -> None:
    path = written(tmp_path, "a.837", file837(claim()))
    done = cleanclaim("check", path, "--format", "ndjson", "--out", path)
    assert done.returncode == 1
    assert "would take its place" in done.stderr
    assert path.read_bytes() == file837(claim())


def test_an_unreadable_field_is_named_once_with_its_line(tmp_path: Path) -> None:
    text = Path(ROOT, "examples/01_clean_visits.837").read_text("ascii")
    start, mark, rest = text.partition("DTP*472*D8*")
    (tmp_path / "bad.837").write_text(f"{start}{mark}20260231{rest[8:]}", "ascii")
    shown = " ".join(cleanclaim("check", tmp_path / "bad.837").stdout.split())
    assert shown.count("2400 DTP03") == 1
    assert "Line 1, 2400 DTP03: this is no date. To do:" in shown


def test_a_diagnosis_with_a_point_is_to_be_fixed(tmp_path: Path) -> None:
    text = Path(ROOT, "examples/01_clean_visits.837").read_text("ascii")
    start, mark, rest = text.partition("HI*ABK:")
    (tmp_path / "bad.837").write_text(f"{start}{mark}{rest[:3]}.{rest[3:]}", "ascii")
    [first, *_] = json.loads(cleanclaim("check", tmp_path / "bad.837", "--format", "json").stdout)
    assert [finding["rule"] for finding in first["findings"]] == ["unreadable-field"]
    assert first["verdict"] == "fix"
