"""The notes of the ICD-10-CM, from a tabular list of a few lines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rules.reference.build_notes import rows
from rules.reference.formats import FormatError
from rules.reference.formats.icd10cm_tabular import Said, read_tabular
from rules.reference.load import load
from rules.reference.notes import NOTES, Name, Note
from rules.reference.shelf import Shelf
from rules.reference.store import loaded

TABULAR = """<ICD10CM.tabular><chapter><name>9</name>
<excludes1><note>neonatal disease (P29.-)</note></excludes1>
<section id="I10-I1A"><excludes1><note>pulmonary hypertension (I27.0)</note></excludes1>
  <diag><name>I10</name><desc>Hypertension</desc>{notes}</diag>
  <diag><name>I11</name><desc>Heart disease</desc><diag><name>I11.0</name><desc>With failure</desc></diag></diag>
</section>
<section id="O10-O16">
  <diag><name>O10</name><desc>A</desc><diag><name>O10.1</name><desc>B</desc></diag></diag>
  <diag><name>O11</name><desc>C</desc></diag><diag><name>O13</name><desc>D</desc></diag>
</section>
<section id="M25"><diag><name>M25</name><desc>Joint</desc>
  <diag><name>M25.1</name><desc>Pain in unspecified part of right knee</desc></diag>
  <diag><name>M25.2</name><desc>Pain in unspecified part of left knee</desc></diag>
  <diag><name>M25.9</name><desc>Pain in unspecified part of unspecified knee</desc></diag>
</diag></section>
<section id="QA0"><diag><name>QA0</name><desc>Genes</desc></diag></section>
<section id="P29"><diag><name>P29</name><desc>E</desc></diag></section>
<section id="I27"><diag><name>I27</name><desc>F</desc><diag><name>I27.0</name><desc>G</desc></diag></diag></section>
</chapter></ICD10CM.tabular>"""


def said(tmp_path: Path, notes: str) -> Said:
    with written(tmp_path, notes).open("rb") as file:
        return read_tabular(file)


def written(tmp_path: Path, notes: str) -> Path:
    file = tmp_path / "icd10cm_tabular_2027.xml"
    file.write_text(TABULAR.format(notes=notes), "utf-8")
    return file


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("in pregnancy (O10.-)", {"O10"}),
        ("in pregnancy (O10-O11, O13)", {"O10", "O11", "O13"}),
        ("in pregnancy (O10-O16)", {"O10", "O11", "O13"}),
        ("in the first half (O10.1)", {"O101"}),
        ("with heart disease (I10-I11 with .0)", {"I110"}),
        ("with a fracture (S52.- with open fracture 7th character)", set()),
        ("not otherwise specified (NOS)", set()),
        ("in a disorder of one gene (QA0.-)", {"QA0"}),
        ("coded to the condition", set()),
    ],
)
def test_the_codes_in_brackets_are_kept_and_words_are_not(tmp_path: Path, words: str, codes: set[str]):
    found = said(tmp_path, f"<excludes1><note>{words}</note></excludes1>")
    assert found["I10", "excludes1", False] == {"P29", "I270"} | codes


@pytest.mark.parametrize(
    ("barred", "named", "kept"),
    [
        ("(O10-O13)", "(O10.1)", {"O101"}),
        ("(O10.1)", "(O10.-)", {"O10"}),
        ("(O10.1)", "(O11.-)", set()),
    ],
)
def test_of_what_is_apart_only_that_is_kept_which_a_shorter_code_excludes(
    tmp_path: Path, barred: str, named: str, kept: set[str]
):
    apart = f"<diag><name>I10.1</name><excludes2><note>in pregnancy {named}</note></excludes2></diag>"
    found = said(tmp_path, f"<excludes1><note>in pregnancy {barred}</note></excludes1>{apart}")
    assert found.get(("I101", "excludes2", False), set()) == kept


def test_what_is_apart_at_the_code_that_excludes_it_is_not_kept(tmp_path: Path):
    notes = "<excludes1><note>A (O10.1)</note></excludes1><excludes2><note>B (O10.1)</note></excludes2>"
    assert ("I10", "excludes2", False) not in said(tmp_path, notes)


def test_notes_of_a_chapter_and_a_block_stand_at_their_categories(tmp_path: Path):
    found = said(tmp_path, "")
    assert found["I11", "excludes1", False] == {"P29", "I270"}
    assert found["O13", "excludes1", False] == {"P29"}
    assert ("I110", "excludes1", False) not in found


@pytest.mark.parametrize(
    ("notes", "is_list"),
    [
        ("<note>neoplasm (O10-O11)</note>", True),
        ("<note>disease, such as:</note><note>neoplasm (O10.-)</note>", False),
        ("<note>neoplasm, if applicable (O10.-)</note>", False),
        ("<note>neoplasm</note><note>another (O10.-)</note>", False),
    ],
)
def test_a_list_of_diseases_is_full_when_no_word_leaves_it_open(tmp_path: Path, notes: str, is_list: bool):
    keys = [key for key in said(tmp_path, f"<codeFirst>{notes}</codeFirst>") if key[1] == "code first"]
    assert keys == [("I10", "code first", is_list)]


def test_a_code_of_an_unspecified_side_is_told_by_its_words(tmp_path: Path):
    found = said(tmp_path, "")
    assert {key: codes for key, codes in found.items() if key[1] == "sides"} == {
        ("M259", "sides", False): {"M251", "M252"}
    }


@pytest.mark.parametrize(
    ("stands", "window"),
    [
        ((True, True, True), (None, None)),
        ((True, False, False), (None, date(2021, 9, 30))),
        ((True, True, False), (None, date(2025, 9, 30))),
        ((False, True, True), (date(2025, 4, 1), None)),
        ((False, True, False), (date(2025, 4, 1), date(2025, 9, 30))),
    ],
)
def test_between_two_editions_a_note_holds_where_both_have_it(
    stands: tuple[bool, ...], window: tuple[date | None, date | None]
):
    name: Name = "excludes1"
    editions: list[Said] = [{("I10", name, False): {"I27"}} if own else {} for own in stands]
    assert list(rows(editions)) == [("I10", Note(name, ("I27",), start=window[0], end=window[1]))]


def test_a_note_that_was_away_holds_twice(tmp_path: Path):
    own = said(tmp_path, "")
    windows = {(note.start, note.end) for key, note in rows([own, {}, own]) if key == "O13"}
    assert windows == {(None, date(2021, 9, 30)), (date(2026, 4, 1), None)}


def test_a_tabular_list_is_loaded_for_the_fiscal_year_of_its_name(tmp_path: Path):
    file = written(tmp_path, "<excludes1><note>in pregnancy (O10-O11)</note></excludes1>")
    (taken,) = load([file], tmp_path / "store")
    assert (taken.edition.first, taken.edition.last) == (date(2026, 10, 1), date(2027, 9, 30))
    shelf = Shelf(loaded(tmp_path / "store"))
    assert shelf.find(NOTES, "I10", date(2027, 1, 5)) == (Note("excludes1", ("I270", "O10", "O11", "P29")),)
    assert shelf.find(NOTES, "I10", date(2026, 9, 30)) is None


def test_a_tabular_list_that_is_cut_off_is_refused(tmp_path: Path):
    file = written(tmp_path, "")
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(FormatError, match="it is no XML"):
        list(load([file], tmp_path / "store"))
