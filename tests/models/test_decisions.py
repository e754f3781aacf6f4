"""Decisions outlive a crash and show what was changed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from models import EMBEDDED, BundleError
from models.decisions import NAME, Entry, read, record, recorded
from models.published import notice, publish
from tests.cli.test_promotion import another, run, version

ENTRY = Entry(at=datetime(2026, 1, 5, tzinfo=UTC), what="challenges", version="a")


@pytest.mark.parametrize("kept", [1, 20, -1])
def test_a_line_that_was_not_written_to_its_end_stays_and_the_next_stands_below_it(tmp_path: Path, kept: int) -> None:
    for _ in range(2):
        record(tmp_path, ENTRY)
    file = tmp_path / NAME
    lines = file.read_bytes().splitlines(keepends=True)
    torn = lines[1][:-1][:kept]
    file.write_bytes(lines[0] + torn)
    record(tmp_path, ENTRY)
    assert file.read_bytes().splitlines()[:2] == [lines[0][:-1], torn]
    assert len(recorded(tmp_path)) == 2
    (told,) = read(tmp_path).damaged
    assert told.startswith("line 2 of decisions.jsonl is damaged")


def test_a_whole_line_without_its_end_is_no_damage(tmp_path: Path) -> None:
    record(tmp_path, ENTRY)
    file = tmp_path / NAME
    file.write_bytes(file.read_bytes()[:-1])
    record(tmp_path, ENTRY)
    assert (len(recorded(tmp_path)), read(tmp_path).damaged) == (2, ())


def test_a_line_that_was_damaged_after_the_next_was_written_is_a_change(tmp_path: Path) -> None:
    for _ in range(3):
        record(tmp_path, ENTRY)
    lines = (tmp_path / NAME).read_bytes().splitlines(keepends=True)
    (tmp_path / NAME).write_bytes(lines[0] + lines[1][:9] + b"\n" + lines[2])
    with pytest.raises(BundleError, match=r"line 2 .* is damaged.* line 3 .* does not follow"):
        recorded(tmp_path)


def test_a_torn_line_blocks_no_promotion_and_no_way_back_and_is_told(tmp_path: Path) -> None:
    place = tmp_path / "place"
    assert run("promote", EMBEDDED, "--to", place).exit_code == 0
    first = version(place)
    publish(another(tmp_path, "b"), place)
    with (place / NAME).open("ab") as file:
        file.write(b'{"at":"2026-')
    done = run("rollback", "--to", place)
    assert done.exit_code == 0, done.output
    assert "line 2 of decisions.jsonl is damaged" in done.output
    assert version(place) == first
    assert [one.what for one in recorded(place)] == ["promoted", "rolled back"]
    done = run("promote", another(tmp_path, "c"), "--to", place, "--as", "challenger")
    assert (done.exit_code, "line 2 of decisions.jsonl is damaged" in done.output) == (0, True)


def test_the_champion_s_notice_shows_a_change_of_the_last_line(tmp_path: Path) -> None:
    place = tmp_path / "place"
    assert run("promote", EMBEDDED, "--to", place, "--signed-by", "Ann").exit_code == 0
    file = place / NAME
    file.write_bytes(file.read_bytes().replace(b"Ann", b"Eve"))
    done = run("promote", another(tmp_path, "b"), "--to", place, "--as", "challenger")
    assert f"that let {version(place)} in is not there as it was written" in done.output


def test_a_decision_to_go_back_is_written_before_and_its_failure_after(tmp_path: Path) -> None:
    place = tmp_path / "place"
    publish(EMBEDDED, place)
    now = publish(another(tmp_path, "b"), place)
    (place / NAME).mkdir()  # it cannot be recorded
    assert run("rollback", "--to", place).exit_code == 1
    assert notice(place) == now
    (place / NAME).rmdir()


def test_where_going_back_fails_it_is_on_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "place"
    publish(EMBEDDED, place)
    now = publish(another(tmp_path, "b"), place)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("models.published.write", full)
    done = run("rollback", "--to", place)
    assert (done.exit_code, "No space left" in done.output) == (1, True)
    assert notice(place) == now
    assert [one.what for one in recorded(place)] == ["rolled back", "not rolled back"]
    assert read(place).let_in == ""
