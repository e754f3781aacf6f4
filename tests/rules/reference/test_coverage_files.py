"""Medicare's coverage articles and its list of those who may order, as they are published."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from rules.reference.coverage import ARTICLE_DIAGNOSES, ARTICLES, ORDERERS, Orderer, listed
from rules.reference.formats import FormatError
from rules.reference.load import load
from rules.reference.shelf import Shelf
from rules.reference.store import loaded

DAY = date(2026, 3, 2)

ARTICLE = """\
article_id,article_version,article_type,title,article_pub_date,article_eff_date,article_end_date,description,\
other_comments,status,last_updated,article_rev_end_date,date_retired,display_id
90001,7,1,"Made up",2026-01-05,2015-10-01 00:00:00,,"<p>A page,
of two lines \u2013 with a dash</p>",,A,2026-02-11 10:20:30,,,A90001
90002,1,1,Made up too,2026-01-05,2025-10-01 00:00:00,2026-03-01 00:00:00,,,A,2026-01-02 00:00:00,,,A90002
90003,1,1,Of nobody,2026-01-05,2025-10-01,,,,A,2026-01-02,,,A90003
"""
TABLES = {
    "article.csv": ARTICLE,
    "article_x_hcpc_code.csv": """\
article_id,article_version,hcpc_code_id,hcpc_code_version,hcpc_code_group,range,last_updated,long_description
90001,7,G0289,1,1,N,2026-01-02,Words
90001,7,G0101,1,2,N,2026-01-02,Words
90002,1,G0289,1,1,N,2026-01-02,Words
90002,1,XX000,1,2,N,2026-01-02,Not Applicable
90003,1,G0289,1,1,N,2026-01-02,Words
""",
    "article_x_icd10_covered.csv": """\
article_id,article_version,icd10_code_id,icd10_code_version,icd10_covered_group,range,last_updated,sort_order,asterisk
90001,7,M17.0,1,1,N,2026-01-02,1,
90001,7,N87.1,1,2,N,2026-01-02,1,
""",
    "article_x_icd10_noncovered.csv": """\
article_id,article_version,icd10_code_id,icd10_code_version,icd10_noncovered_group,range,last_updated
90002,1,M25.561,1,1,N,2026-01-02
90002,1,XX000,1,2,N,2026-01-02
""",
    "article_x_contractor.csv": """\
article_id,article_version,article_type,contractor_id,contractor_type_id,contractor_version,last_updated
90001,7,1,11,2,1,2026-01-02
90002,1,1,11,2,1,2026-01-02
""",
    "contractor_jurisdiction.csv": """\
contractor_id,contractor_type_id,contractor_version,state_id,last_updated,active_date,term_date
11,2,1,14,2026-01-02,2014-01-01,
11,2,1,50,2026-01-02,2014-01-01,
11,2,1,3,2026-01-02,2014-01-01,2015-01-01
""",
    "state_lookup.csv": "state_id,state_abbrev,description\n14,IL,Illinois\n50,WI,Wisconsin\n3,AZ,Arizona\n",
}


def download(folder: Path, tables: dict[str, str]) -> Path:
    inner, path = io.BytesIO(), folder / "current_article.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        for name, text in tables.items():
            archive.writestr(name, text.replace("\n", "\r\n").encode("cp1252"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("current_article_csv.zip", inner.getvalue())
        archive.writestr("Data Dictionary.pdf", b"%PDF-1.4")
    return path


def shelf_of(tmp_path: Path, *files: Path, first: date | None = None, last: date | None = None) -> Shelf:
    list(load(files, tmp_path / "store", first, last))
    return Shelf(loaded(tmp_path / "store"))


def test_articles_are_joined_with_their_states_and_diagnoses(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, download(tmp_path, TABLES))
    one, other = shelf.find(ARTICLES, "G0289", DAY) or ()
    assert (one.article, one.version, one.states, one.groups, one.excludes) == (
        "A90001",
        "7",
        ("IL", "WI"),
        (1,),
        False,
    )
    assert (one.start, one.end) == (date(2015, 10, 1), None)
    assert (other.article, other.groups, other.excludes, other.end) == ("A90002", (), True, date(2026, 3, 1))
    assert [row.groups for row in shelf.find(ARTICLES, "G0101", DAY) or ()] == [(2,)]
    (supports,) = shelf.find(ARTICLE_DIAGNOSES, listed(one, "M170"), DAY) or ()
    assert (supports.group, supports.covered) == (1, True)
    (excluded,) = shelf.find(ARTICLE_DIAGNOSES, listed(other, "M25561"), DAY) or ()
    assert not excluded.covered
    assert shelf.find(ARTICLE_DIAGNOSES, listed(one, "M171"), DAY) == ()


def test_articles_speak_of_the_fiscal_year_of_their_last_change(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, download(tmp_path, TABLES))
    assert shelf.find(ARTICLES, "G0289", date(2025, 10, 1))
    assert shelf.find(ARTICLES, "G0289", date(2025, 9, 30)) is None
    assert shelf.find(ARTICLES, "G0289", date(2026, 9, 30))
    assert shelf.find(ARTICLES, "G0289", date(2026, 10, 1)) is None


def test_where_groups_are_not_paired_each_diagnosis_supports_each_procedure(tmp_path: Path) -> None:
    codes = TABLES["article_x_hcpc_code.csv"].replace("90001,7,G0101,1,2", "90001,7,G0101,1,1")
    shelf = shelf_of(tmp_path, download(tmp_path, TABLES | {"article_x_hcpc_code.csv": codes}))
    assert [row.groups for row in shelf.find(ARTICLES, "G0101", DAY) or ()] == [(1, 2)]


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("article_x_icd10_covered.csv", "M17.0", "??", "row 2: '??' is no code"),
        ("article_x_hcpc_code.csv", "90001,7,G0289,1,1", "90001,7,G0289,1,one", "the group 'one' is no number"),
        ("article.csv", "2015-10-01 00:00:00", "soon", "article_eff_date is 'soon', which is no day"),
        ("state_lookup.csv", "state_abbrev", "abbreviation", "no header has the columns state_id, state_abbrev"),
    ],
)
def test_a_table_that_is_not_as_published_refuses_all(tmp_path: Path, name: str, old: str, new: str, says: str) -> None:
    tables = TABLES | {name: TABLES[name].replace(old, new)}
    with pytest.raises(FormatError) as raised:
        list(load([download(tmp_path, tables)], tmp_path / "store"))
    assert says in str(raised.value)
    assert not loaded(tmp_path / "store")


def test_a_table_that_is_missing_refuses_all(tmp_path: Path) -> None:
    tables = {name: text for name, text in TABLES.items() if name != "article_x_contractor.csv"}
    with pytest.raises(FormatError, match=r"article_x_contractor\.csv is missing beside it"):
        list(load([download(tmp_path, tables)], tmp_path / "store"))


def test_articles_without_a_day_are_dated_by_the_user(tmp_path: Path) -> None:
    article = {
        "displayId": "A90001", "version": "7", "states": ["IL"], "codes": {"1": ["G0289"]}, "covered": {},
        "noncovered": {"1": ["M17.0", "M25.561"]},
    }  # fmt: skip
    path = tmp_path / "articles.json"
    path.write_text(json.dumps([article]), "utf-8")
    with pytest.raises(FormatError, match="say --from and --through"):
        list(load([path], tmp_path / "store"))
    shelf = shelf_of(tmp_path, path, first=date(2026, 1, 1), last=date(2026, 3, 31))
    (row,) = shelf.find(ARTICLES, "G0289", DAY) or ()
    assert (row.states, row.groups, row.excludes) == (("IL",), (), True)
    assert shelf.find(ARTICLE_DIAGNOSES, listed(row, "M25561"), DAY)


@pytest.mark.parametrize("text", ['[{"displayId": "A1", "codes": 3}]', '[{"displayId": "A1", "codes": {"1": ["?"]}}]'])
def test_articles_in_another_form_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "articles.json"
    path.write_text(text, "utf-8")
    with pytest.raises(FormatError):
        list(load([path], tmp_path / "store", date(2026, 1, 1), date(2026, 3, 31)))


ORDERING = (
    "NPI,LAST_NAME,FIRST_NAME,PARTB,DME,HHA,PMD,HOSPICE\n1245319599,ROE,ANN,Y,Y,N,N,Y\n1669961942,POE,JO,Y,N,N,N,N\n"
)


def test_the_ordering_list_keeps_no_names_and_speaks_of_days_about_its_own(tmp_path: Path) -> None:
    path = tmp_path / "OrderReferring_20260115.csv"
    path.write_text(ORDERING, "utf-8")
    shelf = shelf_of(tmp_path, path)
    assert shelf.find(ORDERERS, "1245319599", date(2026, 2, 14)) == (Orderer(True, True, False, False, True),)  # noqa: FBT003
    assert shelf.find(ORDERERS, "1999999984", date(2025, 10, 17)) == ()
    assert shelf.find(ORDERERS, "1245319599", date(2025, 10, 16)) is None
    assert shelf.find(ORDERERS, "1245319599", date(2026, 2, 15)) is None
    (stored,) = (tmp_path / "store").iterdir()
    assert b"ROE" not in stored.read_bytes()


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("ordering.csv", ORDERING, "its name does not say of which day it is"),
        ("ordering_20260231.csv", ORDERING, "its name does not say of which day it is"),
        ("ordering_20260115.csv", ORDERING.replace("1669961942", "166996194"), "row 3: '166996194' is no NPI"),
        ("ordering_20260115.csv", ORDERING.replace("Y,N,N,N,N", "Y,N,?,N,N"), "row 3: the flags Y, N, ?, N, N are not"),
    ],
)
def test_an_ordering_list_that_is_not_as_published_is_refused(tmp_path: Path, name: str, text: str, says: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(FormatError) as raised:
        list(load([path], tmp_path / "store"))
    assert says in str(raised.value)
    assert not loaded(tmp_path / "store")
