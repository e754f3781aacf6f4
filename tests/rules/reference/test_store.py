"""The folder of loaded editions, with several processes at it, and with one that is killed."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from rules import office_rules
from rules.reference.codes import diagnosis
from rules.reference.lists import HCPCS, Listed
from rules.reference.load import load
from rules.reference.shelf import Held, Listing, Rows, Shelf, made_up
from rules.reference.shipped import ship, shipped
from rules.reference.store import SETTING, folder, loaded, stage
from rules.reference.table import compiled, opened

DAY = date(2031, 1, 1)
CODES = [f"Z{number:04}" for number in range(400)]


def order_file(path: Path, codes: list[str], flag: int) -> Path:
    lines = (f"{at:05} {code:<7} {flag} {'Made up':<60} Made up\n" for at, code in enumerate(codes))
    path.write_text("".join(lines))
    return path


def load_again_and_again(file: Path, where: Path) -> None:
    for _ in range(15):
        load([file], where)


def test_readers_see_whole_editions_while_two_processes_load_the_same_one(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    files = []
    for flag in (0, 1):
        (tmp_path / str(flag)).mkdir()
        files.append(order_file(tmp_path / str(flag) / "icd10cm_order_2031.txt", CODES, flag))
    load(files[:1], tmp_path / "store")
    writers = [context.Process(target=load_again_and_again, args=(file, tmp_path / "store")) for file in files]
    for writer in writers:
        writer.start()
    seen = 0
    while any(writer.is_alive() for writer in writers) or not seen:
        (held,) = loaded(tmp_path / "store")
        assert len({held.rows.find(code)[0].billable for code in CODES}) == 1
        seen += 1
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert [path.suffix for path in (tmp_path / "store").iterdir()] == [".edition"]


LOAD = """
import sys
from pathlib import Path
from rules.reference.load import load
import os
def slow(number):
    print("written", flush=True)
    sys.stdin.read()
os.fsync = slow
load([Path(sys.argv[1])], Path(sys.argv[2]))
"""


def test_a_load_that_is_killed_leaves_the_old_edition(tmp_path: Path) -> None:
    path = order_file(tmp_path / "icd10cm_order_2031.txt", CODES, 0)
    load([path], tmp_path / "store")
    order_file(path, CODES, 1)
    with subprocess.Popen(
        [sys.executable, "-c", LOAD, str(path), str(tmp_path / "store")],
        cwd=Path(__file__).parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": "."},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        process.kill()
    (held,) = loaded(tmp_path / "store")
    assert not held.rows.find(CODES[0])[0].billable
    load([path], tmp_path / "store")
    (held,) = loaded(tmp_path / "store")
    assert held.rows.find(CODES[0])[0].billable


def test_an_open_edition_outlives_its_replacement(tmp_path: Path) -> None:
    path = order_file(tmp_path / "icd10cm_order_2031.txt", CODES, 0)
    load([path], tmp_path / "store")
    (old,) = loaded(tmp_path / "store")
    load([order_file(path, CODES[:10], 1)], tmp_path / "store")
    assert [held.rows.find(CODES[0])[0].billable for held in (old, *loaded(tmp_path / "store"))] == [False, True]
    assert old.rows.find(CODES[-1])


def test_the_folder_is_the_one_that_is_set_else_the_platforms(tmp_path: Path) -> None:
    assert folder({SETTING: str(tmp_path)}) == tmp_path
    assert folder({"XDG_DATA_HOME": "/data"}) == Path("/data/cleanclaim/reference")
    assert folder({}) == Path.home() / ".local/share/cleanclaim/reference"


def test_an_office_goes_by_what_it_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path / "store"))
    without = office_rules()
    assert diagnosis(without.shelf, "Z0001", DAY) is None
    load([order_file(tmp_path / "icd10cm_order_2031.txt", CODES, 1)], tmp_path / "store")
    ruleset = office_rules()
    found = diagnosis(ruleset.shelf, "Z0001", DAY)
    assert found is not None
    assert found.status == "valid"
    assert ruleset.version != without.version
    assert diagnosis(ruleset.shelf, "E119", date(2026, 1, 1)) == diagnosis(without.shelf, "E119", date(2026, 1, 1))


def test_an_edition_that_was_complete_on_a_day_comes_before_hindsight() -> None:
    def held(first: date, complete: date, last: date, code: str) -> Held:
        one = made_up(HCPCS, [{"key": code}], first, last)
        edition = type(one.edition)("hcpcs", "Made up", first, last, complete)
        return Held("hcpcs", edition, one.rows)

    shelf = Shelf(
        [
            held(date(2030, 1, 1), date(2030, 7, 1), date(2030, 9, 30), "A0001"),
            held(date(2030, 2, 1), date(2031, 7, 1), date(2031, 9, 30), "A0002"),
        ]
    )
    assert [shelf.find(HCPCS, "A0001", day) != () for day in (date(2030, 7, 1), date(2030, 6, 30))] == [True, False]


def test_a_finding_cites_the_edition_that_answered() -> None:
    """Of a subset that ships and a list that was loaded, each answers for the codes that it speaks of."""
    subset, whole = (made_up(HCPCS, [{"key": key}], DAY, DAY) for key in ("A0001", "00100"))
    shelf = Shelf(
        [
            Held("hcpcs", replace(subset.edition, title="Level II alone", keys="[A-Z][0-9]{4}"), subset.rows),
            Held("hcpcs", replace(whole.edition, title="Yours"), whole.rows),
        ]
    )
    for key, title in (("A0001", "Level II alone"), ("00100", "Yours")):
        (row,) = shelf.find(HCPCS, key, DAY) or ()
        because = shelf.because(HCPCS, key, DAY, row)
        assert because is not None
        assert because.source.title == title
    other = Shelf(shelf.held()[:1])
    assert other.because(HCPCS, "00100", DAY, Listed()) is None


@pytest.mark.parametrize("where", ["memory", "loaded", "shipped"])
def test_how_many_keys_say_the_same_is_told_without_the_keys(tmp_path: Path, where: str) -> None:
    one, two = Listed(end=DAY), Listed(DAY, None)
    rows = [("A0001", one), ("A0002", one), ("A0003", two), ("A0003", one)]
    edition = made_up(HCPCS, [], DAY, DAY).edition
    if where == "memory":
        found: Rows[Listed] = Listing({"A0001": (one,), "A0002": (one,), "A0003": (two, one)})
    elif where == "loaded":
        stage("hcpcs", edition, rows, tmp_path).settle()
        (found,) = (held.rows for held in loaded(tmp_path))
    else:
        ship("hcpcs", edition, rows, tmp_path)
        (found,) = (held.rows for held in shipped(tmp_path))
    assert dict(found.alike()) == {(one,): 2, (two, one): 1}


def test_a_part_of_a_kind_is_not_asked_about_the_rest() -> None:
    one = made_up(HCPCS, [{"key": "A0001"}], DAY, DAY)
    edition = type(one.edition)("hcpcs", "Made up", DAY, DAY, DAY, keys="A[0-9]{4}")
    shelf = Shelf([Held("hcpcs", edition, one.rows)])
    assert shelf.find(HCPCS, "A0001", DAY)
    assert shelf.find(HCPCS, "A0002", DAY) == ()
    assert shelf.find(HCPCS, "B0001", DAY) is None


@pytest.mark.parametrize(
    "rows", [[], [("A", Listed())], [("A", Listed()), ("ABC", Listed(text="é")), ("A", Listed(end=DAY))]]
)
def test_rows_are_found_as_they_were_written(rows: list[tuple[str, Listed]]) -> None:
    data, count = compiled(rows)
    table = opened(HCPCS, memoryview(data))
    assert count == len(rows)
    by_key: dict[str, tuple[Listed, ...]] = {}
    for key, row in rows:
        by_key[key] = (*by_key.get(key, ()), row)
    for key in ("", "A", "AB", "ABC", "ABCD", "B", "A ", "É"):
        assert table.find(key) == by_key.get(key, ())
