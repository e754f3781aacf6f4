"""Medicare's outpatient addendum, a user's table of outpatient procedures, and the list of exempt diagnoses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rules.reference.formats import FormatError
from rules.reference.lists import INPATIENT_ONLY, POA_EXEMPT
from rules.reference.load import load
from rules.reference.outpatient import OPPS_STATUS, OUTPATIENT_PROCEDURES, OutpatientProcedure, Status
from rules.reference.shelf import Shelf
from rules.reference.store import loaded

ADDENDUM = """\
"Addendum B.- Made up",,,,,
"A notice, of nobody",,,,,
HCPCS Code,Short Descriptor,SI,APC,Relative Weight,Payment Rate
11042,Made up,T,5052,4.2,$380.00
33533,Made up,C,,,
G0463,Made up,J2,5012,1.4,$120.00
"""
TABLE = """\
code,bilateral,needs_device,devices,procedures
73562,conditional,N,,
63650,,Y,C1778 C1883,
C1824,,,,0408T
"""
EXEMPT = "Order2021\tPOAexemptCode\tDescription\n00012\tB90.0\tMade up\n00013\tI252\tMade up \u2013 with a dash\n"


def shelf_of(tmp_path: Path, name: str, text: str) -> Shelf:
    """What stands on the shelf after a file was loaded."""
    file = tmp_path / name
    file.write_bytes(text.encode("cp1252"))
    list(load([file], tmp_path / "shelf"))
    return Shelf(loaded(tmp_path / "shelf"))


def test_an_addendum_gives_indicators_and_the_inpatient_only_codes(tmp_path: Path):
    shelf = shelf_of(tmp_path, "2026_january_addendum_b.csv", ADDENDUM)
    assert shelf.find(OPPS_STATUS, "11042", date(2026, 3, 31)) == (Status("T"),)
    assert shelf.find(INPATIENT_ONLY, "11042", date(2026, 1, 1)) == ()
    assert len(shelf.find(INPATIENT_ONLY, "33533", date(2026, 1, 1)) or ()) == 1
    assert shelf.find(OPPS_STATUS, "11042", date(2026, 4, 1)) is None


def test_a_table_says_what_is_bilateral_and_what_needs_a_device(tmp_path: Path):
    shelf = shelf_of(tmp_path, "outpatient_2026Q1.csv", TABLE)
    day = date(2026, 2, 2)
    assert shelf.find(OUTPATIENT_PROCEDURES, "73562", day) == (OutpatientProcedure(bilateral="conditional"),)
    assert shelf.find(OUTPATIENT_PROCEDURES, "63650", day) == (
        OutpatientProcedure(needs_device=True, devices=("C1778", "C1883")),
    )
    assert shelf.find(OUTPATIENT_PROCEDURES, "C1824", day) == (OutpatientProcedure(procedures=("0408T",)),)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("POAexemptCodes2021.txt", date(2020, 10, 1), date(2021, 9, 30)),
        ("POAexemptCodesApr23.txt", date(2023, 4, 1), date(2023, 9, 30)),
        ("POAexemptCodesFY26.txt", date(2025, 10, 1), date(2026, 9, 30)),
    ],
)
def test_exempt_diagnoses_hold_for_the_fiscal_year_of_their_file(tmp_path: Path, name: str, first: date, last: date):
    shelf = shelf_of(tmp_path, name, EXEMPT)
    for day in (first, last):
        assert shelf.find(POA_EXEMPT, "B900", day)
        assert shelf.find(POA_EXEMPT, "I252", day)
        assert shelf.find(POA_EXEMPT, "J189", day) == ()
    assert shelf.find(POA_EXEMPT, "B900", date(first.year, first.month - 1, 1)) is None


@pytest.mark.parametrize(
    ("name", "text", "row"),
    [
        ("2026_jan.csv", ADDENDUM.replace(",T,", ",?,"), "row 4"),
        ("2026Q1.csv", TABLE.replace("conditional", "both"), "row 2"),
        ("2026Q1.csv", TABLE.replace("63650,,Y", "63650,,yes"), "row 3"),
        ("POAexemptCodes2021.txt", EXEMPT.replace("I252", "nothing"), "row 3"),
    ],
)
def test_a_row_that_cannot_be_refuses_the_whole_file(tmp_path: Path, name: str, text: str, row: str):
    with pytest.raises(FormatError) as told:
        shelf_of(tmp_path, name, text)
    assert row in str(told.value)
    assert not list(loaded(tmp_path / "shelf"))


def test_a_file_that_does_not_say_of_when_it_is_is_refused(tmp_path: Path):
    with pytest.raises(FormatError, match="which quarter"):
        shelf_of(tmp_path, "addendum_b.csv", ADDENDUM)


def test_what_was_added_to_the_exempt_codes_is_not_the_list(tmp_path: Path):
    with pytest.raises(FormatError, match="none of the files"):
        shelf_of(tmp_path, "POAexemptAddCodes2021.txt", EXEMPT)
