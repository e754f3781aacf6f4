"""NCCI, unlikely units, add-on codes and relative values as they are published; all values made up."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from rules.reference import fees, ncci
from rules.reference.fees import Fee
from rules.reference.formats import FormatError
from rules.reference.load import load
from rules.reference.ncci import AddOn, Pair, Units
from rules.reference.shelf import Shelf
from rules.reference.store import loaded

DAY = date(2026, 8, 1)

PTP_HEAD = (
    "A notice of the publisher\u2019s.  All rights reserved.\t\t\t\t\t\t\r\n"
    "Column1/Column2 Edits\t\t\t\t\t\t\r\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\t\r\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n"
    "\t\t\t\t*=no data\t1=allowed\t\r\n"
    "\t\t\t\t\t9=not applicable\t\r\n"
)
MUE = (
    '"A notice. \n\nIt goes on for several lines, ""quoted"".",,,\n'
    '"HCPCS/\nCPT Code",{header},MUE Adjudication Indicator,MUE Rationale\n'
    "J9900,0,2 Date of Service Edit: Policy,Made up\n"
    "J9901,12,3 Date of Service Edit: Clinical,Made up\n"
    "J9902,1,1 Line Edit,Made up\n"
)
RVU = (
    ",,2026 National Physician Fee Schedule Relative Value File July Release,,,,,,,,,,,,,,,\n"
    ",,A notice,,,,,,,,,,,,,,,\n"
    ",,,,,NON-FAC,,FACILITY,,,,,,,,,,\n"
    ",,,STATUS,WORK,NA,FACILITY,NA,PCTC,GLOB,MULT,BILAT,ASST,CO-,TEAM,,,\n"
    "HCPCS,MOD,DESCRIPTION,CODE,RVU,INDICATOR,PE RVU,INDICATOR,IND,DAYS,PROC,SURG,SURG,SURG,SURG,,,\n"
    "G9990,,MADE UP,A,1.00,NA,1.00,,0,090,2,1,1,2,0,,,\n"
    "G9991,,MADE UP,A,1.00,,1.00,,1,XXX,0,0,0,0,0,,,\n"
    "G9991,26,MADE UP,A,1.00,,1.00,NA,1,XXX,0,0,0,0,0,,,\n"
)


def ptp(*rows: str) -> bytes:
    return (PTP_HEAD + "".join(f"{row}\t\r\n" for row in rows)).encode("cp1252")


def put(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def shelf_of(folder: Path, *files: Path, first: date | None = None, last: date | None = None) -> Shelf:
    assert list(load(files, folder / "store", first, last))
    return Shelf(loaded(folder / "store"))


def test_pairs_in_four_files_are_one_edition_with_all_their_windows(tmp_path: Path) -> None:
    files = [
        put(tmp_path, "ccipra-v322r0-f1.TXT", ptp("G9990\tG9991\t\t20180701\t20221231\t0\tMade up")),
        put(tmp_path, "ccipra-v322r0-f2.TXT", ptp("G9990\tG9991\t\t20240101\t*\t1\tMade up")),
        put(tmp_path, "ccipra-v322r0-f3.TXT", ptp("G9990\tG9992\t*\t19960101\t*\t0\tMade up")),
        put(tmp_path, "ccipra-v322r0-f4.TXT", ptp("G9992\tG9990\t\t20200101\t20200101\t9\tMade up")),
    ]
    shelf = shelf_of(tmp_path, *reversed(files))
    first, second = shelf.find(ncci.PAIRS_PRACTITIONER, "G9990G9991", DAY) or ()
    assert first == Pair("0", date(2018, 7, 1), date(2022, 12, 31), "Made up")
    assert second == Pair("1", date(2024, 1, 1), None, "Made up")
    assert shelf.find(ncci.PAIRS_PRACTITIONER, "G9991G9990", DAY) == ()
    assert shelf.find(ncci.PAIRS_PRACTITIONER, "G9990G9992", date(1996, 1, 1))
    assert shelf.find(ncci.PAIRS_PRACTITIONER, "G9990G9992", date(2026, 10, 1)) is None
    (held,) = shelf.held()
    assert held.edition.codes == 4


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ccioph-v311r1.txt", ncci.PAIRS_OUTPATIENT),
        ("medicaid-ptp-practitioner-2026q3.txt", ncci.PAIRS_MEDICAID_PRACTITIONER),
        ("MCD_PTP_Outpatient_Q3_2026.txt", ncci.PAIRS_MEDICAID_OUTPATIENT),
    ],
)
def test_whose_pairs_they_are_is_told_by_the_name(tmp_path: Path, name: str, kind: object) -> None:
    (taken,) = load([put(tmp_path, name, ptp("G9990\tG9991\t\t20180701\t*\t0\tMade up"))], tmp_path / "store")
    assert taken.kind == getattr(kind, "name", "")


def test_of_two_releases_the_younger_speaks_of_the_days_that_both_know(tmp_path: Path) -> None:
    shelf = shelf_of(
        tmp_path,
        put(tmp_path, "ccipra-v321r0.txt", ptp("G9990\tG9991\t\t20180701\t*\t0\tMade up")),
        put(tmp_path, "ccipra-v322r0.txt", ptp("G9990\tG9991\t\t20180701\t20260331\t0\tMade up")),
    )
    for day in (date(2026, 5, 1), date(2026, 8, 1)):
        assert [row.end for row in shelf.find(ncci.PAIRS_PRACTITIONER, "G9990G9991", day) or ()] == [date(2026, 3, 31)]


def test_a_plain_table_of_pairs_speaks_of_its_quarter_alone(tmp_path: Path) -> None:
    text = "# notes: 0=made up\ncolumn1\tmodifier_indicator\trationale_code\tcolumn2_list\nG9990\t1\t0\tG9991 G9992\n"
    shelf = shelf_of(tmp_path, put(tmp_path, "ptp_outpatient_2026Q3.tsv.gz", gzip.compress(text.encode())))
    assert shelf.find(ncci.PAIRS_OUTPATIENT, "G9990G9992", DAY) == (Pair("1"),)
    assert shelf.find(ncci.PAIRS_OUTPATIENT, "G9990G9992", date(2026, 6, 30)) is None


@pytest.mark.parametrize(
    ("header", "name", "kind"),
    [
        ("Practitioner Services MUE Values", "MCR_MUE_Eff_07-01-2026.csv", ncci.UNITS_PRACTITIONER),
        ("Outpatient Hospital Services MUE Values", "mue-2026q3.csv", ncci.UNITS_OUTPATIENT),
        ("DME Supplier Services MUE Values", "mue_2026_jul.csv", ncci.UNITS_SUPPLIER),
        ("Practitioner Services MUE Values", "MCD_MUE_Eff_07-01-2026.csv", ncci.UNITS_MEDICAID_PRACTITIONER),
    ],
)
def test_unlikely_units_are_told_by_their_header(tmp_path: Path, header: str, name: str, kind: object) -> None:
    (taken,) = load([put(tmp_path, name, MUE.format(header=header).encode())], tmp_path / "store")
    assert (taken.kind, taken.edition.first, taken.edition.last) == (
        getattr(kind, "name", ""), date(2026, 7, 1), date(2026, 9, 30)
    )  # fmt: skip


def test_zero_units_are_a_value_and_the_indicator_is_the_first_digit(tmp_path: Path) -> None:
    text = MUE.format(header="Practitioner Services MUE Values").encode()
    shelf = shelf_of(tmp_path, put(tmp_path, "MCR_MUE_Eff_07-01-2026.csv", text))
    found = [shelf.find(ncci.UNITS_PRACTITIONER, code, DAY) for code in ("J9900", "J9901", "J9902", "J9903")]
    assert found == [(Units(0, "2"),), (Units(12, "3"),), (Units(1, "1"),), ()]


def test_medicaids_table_without_indicator_holds_edits_of_a_line(tmp_path: Path) -> None:
    text = "HCPCS/CPT Code,Practitioner Services MUE Values\nJ9900,3\n"
    shelf = shelf_of(tmp_path, put(tmp_path, "MCD_MUE_2026Q3.csv", text.encode()))
    assert shelf.find(ncci.UNITS_MEDICAID_PRACTITIONER, "J9900", DAY) == (Units(3, "1"),)


AOC_COLUMNS = (
    "AOC_Edit_Type", "Add-On_Code", "AOC_DelDT", "Primary_Code", "Primary_Code_DelDT", "AOC_Edit_EffDT",
    "AOC_Edit_DelDT", "Special_Instruction_Notes",
)  # fmt: skip
AOC_ROWS = (
    ("1", "G9990", "", "G9991", "", "2020001", "", ""),
    ("1", "G9990", "", "G9992", "2024366", "2020001", "", "Made up, with a comma"),
    ("2", "G9993", "", "CCCCC", "", "2013091", "", ""),
)


def fixed_width() -> str:
    rows = [AOC_COLUMNS, *AOC_ROWS]
    return "A notice\n" + "".join("".join(f"{cell:<27}" for cell in row).rstrip() + "\n" for row in rows)


def tabs() -> str:
    return "A notice\n" + "".join("\t".join(row) + "\r\n" for row in (AOC_COLUMNS, *AOC_ROWS))


@pytest.mark.parametrize("text", [fixed_width(), tabs()], ids=["fixed width", "tabs"])
def test_add_on_codes_have_days_of_the_year(tmp_path: Path, text: str) -> None:
    shelf = shelf_of(tmp_path, put(tmp_path, "AOC_V2026Q3-MCR.txt", text.encode()))
    assert shelf.find(ncci.ADD_ONS, "G9990", date(2025, 1, 1)) == (
        AddOn("G9991", "1", date(2020, 1, 1)),
        AddOn("G9992", "1", date(2020, 1, 1), date(2024, 12, 31)),
    )
    assert shelf.find(ncci.ADD_ONS, "G9993", DAY) == (AddOn("CCCCC", "2", date(2013, 4, 1)),)


def test_relative_values_are_read_below_a_header_of_several_rows(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, put(tmp_path, "PPRRVU.csv", RVU.encode()))
    assert shelf.find(fees.FEES, "G9990", DAY) == (
        Fee("", "A", "0", "090", "2", "1", "1", "2", "0", facility_only=True),
    )
    assert [row.modifier for row in shelf.find(fees.FEES, "G9991", DAY) or ()] == ["", "26"]
    assert shelf.find(fees.FEES, "G9990", date(2026, 10, 1)) is None


def workbook(*rows: tuple[str, ...]) -> bytes:
    """The least that a workbook needs: a sheet with the cells' texts in place."""
    cells = [[f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row] for row in rows]
    sheet = "".join(f"<row>{''.join(row)}</row>" for row in cells)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("xl/workbook.xml", f'<workbook xmlns="{main}"/>')
        packed.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>'
        )
    return archive.getvalue()


HEADER = ("Column 1", "Column 2", "*=in existence", "Effective", "Deletion", "Modifier", "PTP Edit Rationale")


def test_a_workbook_of_pairs_is_read_like_the_text_and_its_part_is_told_by_its_name(tmp_path: Path) -> None:
    files = []
    for part in range(1, 5):
        rows = workbook(HEADER, (f"G999{part}", "G9990", "", "20200101", "*", "1", "X"))
        files.append(put(tmp_path, f"ccioph-v322r0-f{part}.xlsx", rows))
    shelf = shelf_of(tmp_path, *files)
    assert [bool(shelf.find(ncci.PAIRS_OUTPATIENT, f"G999{part}G9990", DAY)) for part in range(1, 6)] == [True] * 4 + [
        False
    ]


def test_a_unit_that_is_said_twice_alike_is_taken_once(tmp_path: Path) -> None:
    again = MUE.format(header="MUE Values") + "J9902,1,1 Line Edit,Made up again\n"
    shelf = shelf_of(tmp_path, put(tmp_path, "practitioner-2026q3.csv", again.encode()))
    assert shelf.find(ncci.UNITS_PRACTITIONER, "J9902", DAY) == (Units(1, "1"),)


PART_ONE = ptp("G9990\tG9991\t\t20180701\t*\t0\tX")
PART_ONE_LATER = ptp("G9990\tG9992\t\t20180701\t*\t0\tX")


@pytest.mark.parametrize("second", ["ccipra-v322r1-f1.TXT", "again/ccipra-v322r0-f1.TXT", "ccipra-v322r1.TXT"])
@pytest.mark.parametrize("turned", [False, True])
def test_two_files_of_one_part_do_not_take_each_others_place(tmp_path: Path, second: str, *, turned: bool) -> None:
    (tmp_path / "again").mkdir()
    files = [put(tmp_path, "ccipra-v322r0-f1.TXT", PART_ONE), put(tmp_path, second, PART_ONE_LATER)]
    with pytest.raises(FormatError, match=r"of the same kind and days .*; load one of the two"):
        load(files[::-1] if turned else files, tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_nor_do_two_that_stand_in_one_zip(tmp_path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("ccipra-v322r0-f1.TXT", PART_ONE)
        packed.writestr("ccipra-v322r1-f1.TXT", PART_ONE_LATER)
    with pytest.raises(FormatError, match=r"v322r1-f1.TXT: .*v322r0-f1.TXT is part 1 of the same kind and days"):
        load([put(tmp_path, "both.zip", archive.getvalue())], tmp_path / "store")


def test_the_same_part_named_twice_is_taken_once(tmp_path: Path) -> None:
    path = put(tmp_path, "ccipra-v322r0-f1.TXT", PART_ONE)
    (taken,) = load([path, path], tmp_path / "store")
    assert (taken.edition.codes, taken.lacking) == (1, (2, 3, 4))


def test_of_a_workbook_and_its_text_twin_in_a_zip_the_text_is_read(tmp_path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("ccioph-v322r0.xlsx", workbook(HEADER, ("G9991", "G9990", "", "20200101", "*", "1", "X")))
        packed.writestr("ccioph-v322r0.TXT", ptp("G9992\tG9990\t\t20200101\t*\t1\tX"))
    shelf = shelf_of(tmp_path, put(tmp_path, "ccioph-v322r0.zip", archive.getvalue()))
    assert shelf.find(ncci.PAIRS_OUTPATIENT, "G9992G9990", DAY)
    assert not shelf.find(ncci.PAIRS_OUTPATIENT, "G9991G9990", DAY)


def test_of_an_edition_with_missing_files_only_what_is_there_is_known(tmp_path: Path) -> None:
    """What the missing files say of other codes is no data, never a pass."""
    data = ptp("G9990\tG9991\t\t20180701\t*\t0\tX", "G9994\tG9991\t\t20180701\t*\t0\tX")
    (taken,) = load([put(tmp_path, "ccipra-v322r0-f2.txt", data)], tmp_path / "store")
    assert taken.lacking == (1, 3, 4)
    assert taken.edition.spans == (("G9990", "G9994"),)
    shelf = Shelf(loaded(tmp_path / "store"))
    assert shelf.find(ncci.PAIRS_PRACTITIONER, "G9994G9991", DAY)
    assert shelf.find(ncci.PAIRS_PRACTITIONER, "G9992G9991", DAY) == ()
    assert shelf.find(ncci.PAIRS_PRACTITIONER, "G9989G9991", DAY) is None
    assert shelf.find(ncci.PAIRS_PRACTITIONER, "G9995G9991", DAY) is None


def test_a_zip_with_other_papers_in_it_is_read_as_published(tmp_path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("PPRRVU2026_Jul.csv", RVU)
        packed.writestr("PF26C.pdf", b"%PDF-1.4")
    (taken,) = load([put(tmp_path, "rvu26c.zip", archive.getvalue())], tmp_path / "store")
    assert taken.edition.codes == 3


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("ccipra-v322r0.txt", ptp("G9990\tG9991\t\t20180701\t*\t5\tMade up"), r"row 7: the modifier indicator is '5'"),
        ("ccipra-v322r0.txt", ptp("G9990\tG99\t\t20180701\t*\t0\tMade up"), r"row 7: 'G99' is no procedure code"),
        ("ccipra-v322r0.txt", ptp("G9990\tG9991\t\t20181301\t*\t0\tMade up"), r"row 7: the first day is '20181301'"),
        ("ccipra-v322r0.txt", ptp("G9990\tG9991"), r"row 7: it has too few cells"),
        ("pairs-v322r0.txt", ptp("G9990\tG9991\t\t20180701\t*\t0\tX"), "does not say whether these are practitioners"),
        ("ccipra.txt", ptp("G9990\tG9991\t\t20180701\t*\t0\tX"), "does not say of which quarter"),
        ("mue-2026q3.csv", MUE.format(header="MUE Values").encode(), "neither header nor name"),
        ("ccipra-v322r0.txt", ptp("G9990\t\t\t20180701\t*\t0\tX"), r"row 7: it has no code in column 2"),
        (
            "ccipra-v322r0.txt",
            ptp("G9990\tG9991\t\t20180701\t20180630\t0\tX"),
            r"row 7: it was deleted on 2018-06-30, before it began on 2018-07-01",
        ),
        ("ccipra-v322r0-f9.txt", ptp("G9990\tG9991\t\t20180701\t*\t0\tX"), r"part 9 of an edition, which has 4"),
        (
            "practitioner-2026q3.csv",
            (MUE.format(header="MUE Values") + "J9901,13,3 Date of Service Edit: Clinical,X\n").encode(),
            r"row 9: J9901 has other units above",
        ),
        (
            "practitioner-2026q3.csv",
            MUE.format(header="MUE Values").replace(",12,", ",many,").encode(),
            "the value 'many' is no whole number",
        ),
        (
            "practitioner-2026q3.csv",
            MUE.format(header="MUE Values").replace("1 Line", "4 Line").encode(),
            "the adjudication indicator is '4 Line",
        ),
        ("AOC_2026Q3.txt", tabs().replace("CCCCC", "CC").encode(), "'CC' is no procedure code"),
        ("AOC_2026Q3.txt", tabs().replace("\n2\t", "\n7\t").encode(), "the type of edit is '7'"),
        ("rvu.csv", RVU.replace("G9990", "G99").encode(), "row 6: 'G99' is no procedure code"),
        ("rvu.csv", (RVU + "G9992,,\n").encode(), "row 9: it has too few cells"),
    ],
)
def test_a_bad_file_is_refused_whole_with_row_and_reason(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    with pytest.raises(FormatError, match=says):
        list(load([put(tmp_path, name, data)], tmp_path / "store"))
    assert not list((tmp_path / "store").glob("*"))


def test_the_user_may_say_the_days(tmp_path: Path) -> None:
    text = MUE.format(header="Practitioner Services MUE Values").encode()
    shelf = shelf_of(tmp_path, put(tmp_path, "mue.csv", text), first=date(2030, 1, 1), last=date(2030, 3, 31))
    assert shelf.find(ncci.UNITS_PRACTITIONER, "J9901", date(2030, 3, 31)) == (Units(12, "3"),)


def test_pairs_that_break_off_in_a_row_are_refused_with_the_row(tmp_path: Path) -> None:
    whole = ptp("J9900\tJ9901\t\t20200101\t*\t1\tMade up", "J9900\tJ9902\t\t20200101\t*\t1\tMade up")
    with pytest.raises(FormatError, match="row 8: the file breaks off"):
        load([put(tmp_path, "ccipra-v322r0-f1.TXT", whole[: -len(" up\t\r\n")])], tmp_path / "store")
    assert not (tmp_path / "store").exists() or not list((tmp_path / "store").iterdir())
