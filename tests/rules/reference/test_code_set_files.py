"""HCPCS releases, lists of one's own, the outpatient editor's edits: in their publishers' layouts, contents made up."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from rules.reference import level_two, lookup, modifier
from rules.reference.formats import FormatError
from rules.reference.lists import OUTPATIENT_EDITS, REVENUE_CODES, TAXONOMY
from rules.reference.load import Taken, load
from rules.reference.mce import DIAGNOSES as EDITED
from rules.reference.shelf import Shelf
from rules.reference.store import loaded

HCPCS_COLUMNS = (
    "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,PRICE1,COV,BETOS,ADD DT,ACT EFF DT,TERM DT,ACTION CD"
)
HCPCS = [
    ("Q9990", "0010", "3", "First half of a description,", "Made up", "", "C", "", "20300101", "20300101", "", "N"),
    ("Q9990", "0020", "4", "and the other half", "", "", "", "", "", "", "", ""),
    ("Q9991", "0010", "3", "Made up", "Made up", "", "C", "", "20300101", "20310701", "20310630", "N"),
    ("Q9992", "0010", "3", "Made up", "Made up", "", "C", "", "20311001", "20311001", "", "A"),
    ("D9999", "0010", "3", "Made up", "Made up", "", "C", "", "20300101", "20300101", "", "N"),
    ("   XQ", "0010", "7", "Made up", "Made up", "", "", "", "20300101", "20300101", "", "N"),
    ("   XR", "0010", "7", "Made up", "Made up", "", "", "", "20260101", "20280101", "20271231", "N"),
]


def comma_separated(rows: Sequence[Sequence[str]], *before: str) -> bytes:
    text = io.StringIO()
    for line in before:
        text.write(f"{line}\r\n")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("cp1252")


def fixed_width() -> bytes:
    lines = []
    for code, sequence, record, long, short, *_, added, changed, ended, action in HCPCS:
        line = f"{code:<5}0{sequence}{record}{long[:80]:<80}{short:<28}".ljust(268)
        lines.append(f"{line}{added:<8}{changed:<8}{ended:<8}{action}\r\n")
    return "".join(lines).encode()


def workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """An xlsx as spreadsheet programs write it: shared texts, numbers as numbers, empty cells left out."""
    texts: dict[str, int] = {}
    body = []
    for at, row in enumerate(rows, 1):
        cells = []
        for column, value in enumerate(row):
            place = f"{chr(65 + column)}{at}"
            if value.isdigit():
                cells.append(f'<c r="{place}"><v>{value}</v></c>')
            elif value:
                cells.append(f'<c r="{place}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>')
        body.append(f'<row r="{at}">{"".join(cells)}</row>')
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", f"<workbook {space}/>")
        archive.writestr("xl/sharedStrings.xml", f"<sst {space}>{shared}</sst>")
        archive.writestr(
            "xl/worksheets/sheet1.xml", f"<worksheet {space}><sheetData>{''.join(body)}</sheetData></worksheet>"
        )
    return found.getvalue()


HEADER = HCPCS_COLUMNS.split(",")
RELEASES = {
    "HCPC2031_OCT_ANWEB.csv": comma_separated([HEADER, *HCPCS]),
    "HCPC2031_OCT_ANWEB_v2.csv": b"\xef\xbb\xbf"
    + comma_separated([HEADER, *HCPCS], "Healthcare Common Procedures", ""),
    "HCPC2031_OCT_ANWEB.txt": fixed_width(),
    "HCPC2031_OCT_ANWEB.xlsx": workbook([HEADER, *HCPCS]),
}


def taken(folder: Path, name: str, data: bytes, **said: date | str) -> tuple[list[Taken], Shelf]:
    path = folder / name
    path.write_bytes(data)
    found = list(load([path], folder / "store", **said))  # type: ignore[arg-type]
    return found, Shelf(loaded(folder / "store"))


@pytest.mark.parametrize("name", RELEASES)
def test_a_hcpcs_release_is_read_in_each_of_its_forms(tmp_path: Path, name: str) -> None:
    found, shelf = taken(tmp_path, name, RELEASES[name])
    assert [(one.kind, one.edition.complete_from, one.edition.last, one.edition.codes) for one in found] == [
        ("hcpcs", date(2031, 10, 1), date(2031, 12, 31), 3),
        ("modifiers", date(2031, 10, 1), date(2031, 12, 31), 2),
    ]

    def status(code: str, day: date) -> str | None:
        said = level_two(shelf, code, day)
        return said.status if said else None

    assert status("Q9990", date(2031, 12, 31)) == "valid"
    assert status("Q9990", date(2032, 1, 1)) is None
    assert status("Q9991", date(2031, 6, 30)) == "valid"
    assert status("Q9991", date(2031, 7, 1)) == "ended"
    assert status("Q9992", date(2031, 9, 30)) == "not yet"
    assert status("Q9999", date(2031, 10, 1)) == "unknown"
    assert status("Q9999", date(2031, 9, 30)) is None
    assert status("D9999", date(2031, 10, 1)) is None


def test_a_release_of_modifiers_alone_is_one_too(tmp_path: Path) -> None:
    rows = [row for row in HCPCS if row[2] in "78"]
    found, _ = taken(tmp_path, "HCPC2031_OCT_ANWEB.csv", comma_separated([HEADER, *rows]))
    assert [(one.kind, one.edition.codes) for one in found] == [("modifiers", 2)]


def test_a_release_knows_the_modifiers_of_level_two_alone(tmp_path: Path) -> None:
    _, shelf = taken(tmp_path, "HCPC2031_OCT_ANWEB.csv", RELEASES["HCPC2031_OCT_ANWEB.csv"])
    day = date(2031, 11, 1)
    said = {code: modifier(shelf, code, day) for code in ("XQ", "XR", "ZZ", "26", "P3")}
    assert {code: one and one.status for code, one in said.items()} == {
        "XQ": "valid",
        "XR": "ended",
        "ZZ": "unknown",
        "26": None,
        "P3": None,
    }


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("Q999", "0010", "3", "", "", "", "", "", "20300101", "", "", ""), "row 9: 'Q999' with record type '3'"),
        (("Q9993", "0010", "5", "", "", "", "", "", "20300101", "", "", ""), "row 9: 'Q9993' with record type '5'"),
        (
            ("Q9993", "0010", "3", "", "", "", "", "", "20301301", "", "", ""),
            "row 9: ADD DT is '20301301', which is no day",
        ),
        ((*("" for _ in range(12)), "more"), "row 9: it has 13 cells, the header 12"),
    ],
)
def test_a_release_with_a_bad_row_is_refused_whole(tmp_path: Path, row: Sequence[str], says: str) -> None:
    with pytest.raises(FormatError, match=says):
        taken(tmp_path, "HCPC2031_OCT_ANWEB.csv", comma_separated([HEADER, *HCPCS, row]))
    assert list((tmp_path / "store").glob("*")) == []


YEAR = {"first": date(2031, 1, 1), "last": date(2031, 12, 31)}


@pytest.mark.parametrize(
    "data",
    [
        b"revenue-codes,from,through,text\n0100,2031-01-01,,All of it\n0101,,2031-06-30,\n",
        b"Revenue codes\tThrough\r\n0100\t\r\n0101\t6/30/2031\r\n",
    ],
)
def test_a_list_of_ones_own_names_its_kind_in_its_first_header(tmp_path: Path, data: bytes) -> None:
    (found,), shelf = taken(tmp_path, "mine.csv", data, **YEAR)
    assert (found.kind, found.edition.codes) == ("revenue-codes", 2)
    said = [lookup(shelf, REVENUE_CODES, code, date(2031, 7, 1)) for code in ("0100", "0101", "0102")]
    assert [one.status for one in said if one] == ["valid", "ended", "unknown"]


def test_a_list_may_be_named_when_it_is_loaded(tmp_path: Path) -> None:
    (found,), shelf = taken(tmp_path, "mine.csv", b"code,text\n0100,\n", **YEAR, list_kind="revenue-codes")
    assert found.kind == "revenue-codes"
    assert shelf.find(REVENUE_CODES, "0100", date(2031, 1, 1))


def test_a_list_that_says_more_than_dates_is_one_too(tmp_path: Path) -> None:
    data = b"mce-diagnosis,edit,from\nZ9911,manifestation,2030-10-01\nZ9911,adult,\n"
    _, shelf = taken(tmp_path, "mine.csv", data, **YEAR)
    assert [row.edit for row in shelf.find(EDITED, "Z9911", date(2031, 1, 1)) or ()] == ["manifestation", "adult"]


def test_the_taxonomy_list_is_taken_as_it_is_published(tmp_path: Path) -> None:
    data = (
        "Code,Grouping,Classification,Specialization,Definition,Effective Date,Deactivation Date,Display Name\n"
        '999X00000X,Made up,Made up,,"Some, with\ntwo lines",10/1/2030,6/30/2031,Caf\xe9\n'
    ).encode("cp1252")
    _, shelf = taken(tmp_path, "nucc_taxonomy_310.csv", data, **YEAR)
    assert [(row.end, row.text) for row in shelf.find(TAXONOMY, "999X00000X", date(2031, 1, 1)) or ()] == [
        (date(2031, 6, 30), "Café")
    ]


@pytest.mark.parametrize(
    ("data", "says", "said"),
    [
        (b"code,text\n0100,\n", "say --kind, one of", YEAR),
        (b"revenue-codes\n0100\n", "say --from and --through", {}),
        (b"revenue-codes\n0100\n", "before it begins", {"first": date(2031, 2, 1), "last": date(2031, 1, 1)}),
        (b"revenue-codes,text\n0100,\n,lost\n", "row 3: it has no code", YEAR),
        (b"revenue-codes,from\n0100,soon\n", "row 2: start is 'soon', which is no day", YEAR),
        (b"revenue-codes,from,through\n0100,2031-02-01,2031-01-01\n", "row 2: 0100 ends on", YEAR),
        (b"mue-practitioner,units,mai\nQ9990,many,2\n", "row 2: it is no row of mue-practitioner", YEAR),
        (b"revenue-codes,text\n", "it has no rows", YEAR),
        (
            b"revenue-codes\n0100\n100\n",
            "row 3: '100' is no revenue code of four digits; .*format the column as text",
            YEAR,
        ),
        (b"condition-codes\n1\n", "row 2: '1' is no condition code of two characters", YEAR),
        (b"discharge-status\n1\n", "row 2: '1' is no status of two digits", YEAR),
        (b"bill-types\n131\n", "row 2: '131' is no type of bill such as 0131", YEAR),
        (b"procedures\n100\n", "row 2: '100' is no procedure code of five characters", YEAR),
        (b"mue-practitioner,units,mai\n100,1,2\n", "row 2: '100' is no procedure code", YEAR),
        (b"taxonomy\n999X00000\n", "row 2: '999X00000' is no taxonomy code of ten characters", YEAR),
        (b"icd10cm\nZ99.11\n", "row 2: 'Z99.11' is no diagnosis of ICD-10-CM, written without its point", YEAR),
    ],
)
def test_a_bad_list_is_refused_whole(tmp_path: Path, data: bytes, says: str, said: dict[str, date]) -> None:
    with pytest.raises(FormatError, match=says):
        taken(tmp_path, "mine.csv", data, **said)


@pytest.mark.parametrize(
    ("kind", "code"),
    [("bill-types", "0131"), ("bill-types", "013X"), ("bill-types", "13"), ("value-codes", "A1"), ("icd10cm", "C4A")],
)
def test_a_code_in_the_form_of_its_kind_is_taken(tmp_path: Path, kind: str, code: str) -> None:
    _, shelf = taken(tmp_path, "mine.csv", f"{kind}\n{code}\n".encode(), **YEAR)
    (held,) = shelf.held()
    assert held.rows.find(code)


def test_the_outpatient_editors_edits_are_of_the_quarter_of_their_version(tmp_path: Path) -> None:
    data = (
        b'"EDIT","LO_VERSION","HI_VERSION","DISPOSITION_ID","BUFFER","NAME","DESCRIPTION"\r\n'
        b'"1","63","90","3","Diagnosis","Made up","Made up, at length."\r\n'
    )
    (found,), shelf = taken(tmp_path, "DSC_Edit_v24.1.csv", data)
    assert (found.edition.first, found.edition.last) == (date(2023, 4, 1), date(2023, 6, 30))
    assert [row.disposition for row in shelf.find(OUTPATIENT_EDITS, "1", date(2023, 5, 1)) or ()] == [3]
