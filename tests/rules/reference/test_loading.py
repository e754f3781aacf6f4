"""Loading official files: whole or not at all, side by side, chosen by date."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from rules.reference.formats import FormatError
from rules.reference.lists import DIAGNOSES
from rules.reference.load import load
from rules.reference.shelf import Shelf
from rules.reference.store import StoreError, loaded


def order_line(number: int, code: str, flag: int) -> str:
    return f"{number:05} {code:<7} {flag} {'Made up':<60} Made up at length\r\n"


def order_file(*codes: tuple[str, int]) -> bytes:
    return "".join(order_line(at, code, flag) for at, (code, flag) in enumerate(codes, 1)).encode()


YEAR = (("Z99", 0), ("Z9911", 1), ("Z9912", 1))


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_an_order_file_becomes_an_edition_of_its_fiscal_year(tmp_path: Path) -> None:
    taken = list(load([put(tmp_path, "icd10cm_order_2031.txt", order_file(*YEAR))], tmp_path / "store"))
    assert [(one.kind, one.edition.first, one.edition.last, one.edition.codes) for one in taken] == [
        ("icd10cm", date(2030, 10, 1), date(2031, 9, 30), 3)
    ]
    assert len(taken[0].edition.digest) == 64
    shelf = Shelf(loaded(tmp_path / "store"))
    assert [row.billable for row in shelf.find(DIAGNOSES, "Z9911", date(2031, 9, 30)) or ()] == [True]
    assert [row.billable for row in shelf.find(DIAGNOSES, "Z99", date(2030, 10, 1)) or ()] == [False]
    assert shelf.find(DIAGNOSES, "Z9913", date(2031, 1, 1)) == ()
    assert shelf.find(DIAGNOSES, "Z9911", date(2031, 10, 1)) is None


def test_editions_stand_side_by_side_and_the_day_chooses(tmp_path: Path) -> None:
    files = [
        put(tmp_path, "icd10cm_order_2031.txt", order_file(*YEAR)),
        put(tmp_path, "icd10cm_order_2032.txt", order_file(*YEAR, ("Z9913", 1))),
    ]
    assert len(list(load(files, tmp_path / "store"))) == 2
    shelf = Shelf(loaded(tmp_path / "store"))
    assert shelf.find(DIAGNOSES, "Z9913", date(2031, 9, 30)) == ()
    assert shelf.find(DIAGNOSES, "Z9913", date(2031, 10, 1)) != ()


def test_the_same_edition_again_replaces_itself(tmp_path: Path) -> None:
    for codes in (YEAR, (*YEAR[:2], ("Z9914", 1))):
        list(load([put(tmp_path, "icd10cm_order_2031.txt", order_file(*codes))], tmp_path / "store"))
    (held,) = loaded(tmp_path / "store")
    assert held.rows.find("Z9914")
    assert not held.rows.find("Z9912")


def test_a_zip_in_a_zip_is_read_as_published(tmp_path: Path) -> None:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("Code Descriptions/icd10cm_order_2031.txt", order_file(*YEAR))
        archive.writestr("readme.pdf", b"%PDF-1.4")
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("2031-code-tables.zip", inner.getvalue())
    (taken,) = load([put(tmp_path, "download.zip", outer.getvalue())], tmp_path / "store")
    assert taken.edition.codes == 3
    assert taken.files == ("download.zip/2031-code-tables.zip/Code Descriptions/icd10cm_order_2031.txt",)


def test_a_bad_row_refuses_the_file_and_leaves_the_old_edition(tmp_path: Path) -> None:
    list(load([put(tmp_path, "icd10cm_order_2031.txt", order_file(*YEAR))], tmp_path / "store"))
    bad = put(tmp_path, "icd10cm_order_2031.txt", order_file(*YEAR, ("Z9913", 1)) + b"cut of")
    with pytest.raises(FormatError, match=r"icd10cm_order_2031.txt: row 5: .*order file's line; download"):
        list(load([bad], tmp_path / "store"))
    (held,) = loaded(tmp_path / "store")
    assert held.rows.find("Z9912")
    assert not held.rows.find("Z9913")
    assert len(list((tmp_path / "store").iterdir())) == 1


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("notes.txt", b"Dear reader,\n", "none of the files that can be loaded"),
        ("empty.txt", b"", "the file is empty"),
        ("broken.zip", b"PK\x03\x04 and no more", "zip cannot be read"),
        ("order.txt", order_file(*YEAR), "--from 2025-10-01"),
    ],
)
def test_what_cannot_be_loaded_says_what_to_do(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    with pytest.raises(FormatError, match=says) as told:
        list(load([put(tmp_path, name, data)], tmp_path / "store"))
    assert str(told.value).count(name) >= 1
    assert not (tmp_path / "store").exists()


def test_two_files_of_one_edition_do_not_take_each_others_place(tmp_path: Path) -> None:
    files = []
    for name, codes in (("one", YEAR), ("two", (*YEAR, ("Z9913", 1)))):
        (tmp_path / name).mkdir()
        files.append(put(tmp_path / name, "icd10cm_order_2031.txt", order_file(*codes)))
    with pytest.raises(
        FormatError, match=r"of the same kind and days \(2030-10-01 to 2031-09-30\); load one of the two"
    ):
        load(files, tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_what_a_zip_holds_twice_is_taken_once(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "2031.zip", "w") as archive:
        archive.writestr("a/icd10cm_order_2031.txt", order_file(*YEAR))
        archive.writestr("b/icd10cm_order_2031.txt", order_file(*YEAR))
    (taken,) = load([tmp_path / "2031.zip"], tmp_path / "store")
    assert taken.edition.codes == 3


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"nowhere.txt: there is no such file"):
        list(load([tmp_path / "nowhere.txt"], tmp_path / "store"))


@pytest.mark.parametrize("keep", [10, 200, -1])
def test_a_damaged_edition_is_told_not_passed_over(tmp_path: Path, keep: int) -> None:
    list(load([put(tmp_path, "icd10cm_order_2031.txt", order_file(*YEAR))], tmp_path / "store"))
    (path,) = (tmp_path / "store").iterdir()
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(StoreError, match="load its file again, or remove it"):
        loaded(tmp_path / "store")
