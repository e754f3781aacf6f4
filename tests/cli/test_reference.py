"""``cleanclaim reference``, in a process of its own."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.cli.command import cleanclaim

LIST = "revenue-codes,through\n0100,\n0101,2031-06-30\n"
DAYS = ("--from", "2031-01-01", "--through", "2031-12-31")


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of loaded editions."""
    monkeypatch.setenv("CLEANCLAIM_REFERENCE", str(tmp_path / "store"))
    return tmp_path / "store"


def test_what_was_taken_is_said_and_listed(tmp_path: Path, store: Path) -> None:
    (tmp_path / "mine.csv").write_text(LIST)
    done = cleanclaim("reference", "load", tmp_path / "mine.csv", *DAYS)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "revenue-codes: Revenue codes, 2031-01-01 to 2031-12-31; 2 rows\n"
    listed = cleanclaim("reference", "list").stdout.splitlines()
    assert listed[0].split()[:6] == ["loaded", "revenue-codes", "2031-01-01", "2031-12-31", "2", listed[0].split()[5]]
    assert any(line.startswith("shipped  icd10cm ") for line in listed)
    assert listed[-1] == f"loaded editions stand in {store}"


def test_a_refused_file_is_told_with_row_reason_and_what_to_do(tmp_path: Path, store: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(LIST)
    bad.write_text("value-codes,from\n80,soon\n")
    done = cleanclaim("reference", "load", good, bad, *DAYS)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Error: bad.csv: row 2: start is 'soon', which is no day; download the file again\n"
    assert list(store.glob("*")) == []


def test_a_damaged_edition_stops_a_check_with_words(store: Path) -> None:
    store.mkdir()
    (store / "revenue-codes_2031-01-01_2031-12-31.edition").write_bytes(b"{}\n")
    done = cleanclaim("check", "examples/01_clean_visits.837")
    assert done.returncode == 1
    assert "load its file again, or remove it" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_of_few_rows_is_taken_with_a_doubt(tmp_path: Path) -> None:
    (tmp_path / "icd10cm_order_2031.txt").write_text(
        f"00001 {'A00':<7} 0 {'Made up':<60} Made up\n00002 {'A000':<7} 1 {'Made up':<60} Made up\n", "utf-8"
    )
    done = cleanclaim("reference", "load", tmp_path / "icd10cm_order_2031.txt")
    assert (done.returncode, done.stdout.count("2 rows")) == (0, 1)
    assert "2 rows are few: what ships has" in done.stderr


def test_an_edition_that_shrinks_is_taken_with_a_doubt(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    for rows, told in ((20, ""), (18, ""), (16, "revenue-codes: 16 rows stand in place of 18; is the file whole?\n")):
        mine.write_text("revenue-codes,through\n" + "".join(f"{at:04},\n" for at in range(100, 100 + rows)))
        done = cleanclaim("reference", "load", mine, *DAYS)
        assert (done.returncode, done.stderr) == (0, told)


CUT = gzip.compress(LIST.encode() * 9, mtime=0)[:-12]
"""The same bytes in every process: they stand in the test's name."""


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("cut.csv", LIST.rpartition(",")[0].encode(), "cut.csv: row 3: the file breaks off: its last row has 1 cells"),
        ("cut.csv.gz", CUT, "cut.csv.gz: the gzip is cut off or damaged; download"),
        ("empty.csv", b"", "empty.csv: the file is empty; download it again"),
    ],
)
def test_a_file_that_breaks_off_is_refused_in_words(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    done = cleanclaim("reference", "load", tmp_path / name, *DAYS)
    assert (done.returncode, done.stdout) == (1, "")
    assert says in done.stderr


def test_a_last_row_without_line_end_is_whole_if_its_cells_are(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(LIST.rstrip("\n"))
    assert cleanclaim("reference", "load", tmp_path / "mine.csv", *DAYS).stdout.endswith("; 2 rows\n")


def test_a_folder_is_refused_in_words(tmp_path: Path) -> None:
    done = cleanclaim("reference", "load", tmp_path)
    assert (done.returncode, done.stderr) == (1, f"Error: {tmp_path}: it is a folder; name its files\n")
