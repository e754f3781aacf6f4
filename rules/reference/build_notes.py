"""Notes of the ICD-10-CM (NCHS and CMS, public domain) from the tabular lists in ``simple-icd-10-cm`` on PyPI.

Three editions are at hand: January 2021, April 2025, April 2026. Between two of them a note is known to hold where it
stands in both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rules.reference.compiled import KeyedRows
from rules.reference.editions import Edition
from rules.reference.formats.icd10cm_tabular import Said, read_tabular, shortest
from rules.reference.kind import Kind
from rules.reference.notes import NCHS, NOTES, Name, Note

TERMS = {
    "1.2.0": (date(2021, 1, 1), date(2021, 9, 30)),
    "1.3.0": (date(2025, 4, 1), date(2025, 9, 30)),
    "1.5.0": (date(2026, 4, 1), date(2026, 9, 30)),
}
"""Releases of ``simple-icd-10-cm``, and the days on which the list of each is in force."""


def built(lists: Path) -> Iterator[tuple[Kind[Note], Edition, KeyedRows]]:
    """The one edition.

    Args:
        lists: folder with simple-icd-10-cm, unpacked by version.
    """
    found = []
    for version in TERMS:
        with next((lists / version).glob("simple_icd_10_cm/data/*tabular*.xml")).open("rb") as file:
            found.append(read_tabular(file))
    first, last = TERMS["1.2.0"][0], TERMS["1.5.0"][1]
    source = "NCHS and CMS, tabular lists of January 2021, April 2025 and April 2026 (in simple-icd-10-cm, PyPI)"
    title = "ICD-10-CM, notes, January 2021 to September 2026"
    yield NOTES, Edition(NOTES.name, title, first, last, first, source=source, href=NCHS), rows(found)


def rows(editions: list[Said]) -> KeyedRows:
    """The notes of all editions, each in the time in which it is known to hold."""
    terms = list(TERMS.values())
    spans: dict[tuple[str, Name, bool, date | None, date | None], list[str]] = defaultdict(list)
    for key in sorted({key for said in editions for key in said}):
        for code in sorted({code for said in editions for code in said.get(key, ())}):
            stands = [code in said.get(key, ()) for said in editions]
            for first, last in _runs(stands):
                start = None if first == 0 else terms[first][0]
                end = None if last == len(terms) - 1 else terms[last][1]
                spans[*key, start, end].append(code)
    for (key_code, name, is_list, start, end), codes in sorted(spans.items(), key=str):
        yield key_code, Note(name, tuple(shortest(codes)), is_list, start, end)


def _runs(stands: list[bool]) -> Iterator[tuple[int, int]]:
    """First and last of the editions that follow each other and all hold a note."""
    for at, own in enumerate(stands):
        if own and (at == 0 or not stands[at - 1]):
            end = at
            while end + 1 < len(stands) and stands[end + 1]:
                end += 1
            yield at, end
