"""Notes of the ICD-10-CM (NCHS and CMS, public domain) from the tabular lists in ``simple-icd-10-cm`` on PyPI.

Three editions are at hand: January 2021, April 2025, April 2026. Between two of them a note is known to hold where it
stands in both. Only codes are kept: those that stand in brackets behind a note's words. What brackets say in words
("with open fracture 7th character") is left out, and so is a note without codes. Codes of an unspecified side are told
by their words, beside those of right and left.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

from rules.reference.compiled import KeyedRows
from rules.reference.editions import Edition
from rules.reference.kind import Kind
from rules.reference.notes import NCHS, NOTES, Name, Note

TERMS = {
    "1.2.0": (date(2021, 1, 1), date(2021, 9, 30)),
    "1.3.0": (date(2025, 4, 1), date(2025, 9, 30)),
    "1.5.0": (date(2026, 4, 1), date(2026, 9, 30)),
}
"""Releases of ``simple-icd-10-cm``, and the days on which the list of each is in force."""

TAGS: Mapping[str, Name] = {
    "excludes1": "excludes1",
    "codeFirst": "code first",
    "useAdditionalCode": "use additional",
}
SIDES = ("right", "left", "bilateral")

BRACKETS = re.compile(r"\(([^()]*)\)")
CODE = r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?"
ITEM = re.compile(rf"({CODE})\.?-?(?:\s*-\s*({CODE})\.?-?)?(?:\s+with\s+\.([0-9]+)-?)?")
OPEN = re.compile(r"such as|if applicable|if known|if any|if present|when applicable|^any ", re.IGNORECASE)

Said = dict[tuple[str, Name, bool], set[str]]
"""By code, kind of note and whether it is a full list: the codes that it names."""


def built(lists: Path) -> Iterator[tuple[Kind[Note], Edition, KeyedRows]]:
    """The one edition.

    Args:
        lists: folder with simple-icd-10-cm, unpacked by version.
    """
    found = [read_tabular(next((lists / version).glob("simple_icd_10_cm/data/*tabular*.xml"))) for version in TERMS]
    first, last = TERMS["1.2.0"][0], TERMS["1.5.0"][1]
    source = "NCHS and CMS, tabular lists of January 2021, April 2025 and April 2026 (in simple-icd-10-cm, PyPI)"
    title = "ICD-10-CM, notes, January 2021 to September 2026"
    yield NOTES, Edition(NOTES.name, title, first, last, first, source=source, href=NCHS), rows(found)


def read_tabular(file: Path) -> Said:
    """The notes of one tabular list; those of chapters and blocks stand at each of their categories."""
    said: Said = defaultdict(set)
    root = ET.parse(file).getroot()  # noqa: S314 - a file that the builder names
    codes = sorted(_plain(node.findtext("name", "")) for node in root.iter("diag"))
    for chapter in root.iter("chapter"):
        for over in (chapter, *chapter.iter("section")):
            categories = [_plain(node.findtext("name", "")) for section in _sections(over) for node in section]
            _read(over, categories, codes, said)
        for node in chapter.iter("diag"):
            _read(node, [_plain(node.findtext("name", ""))], codes, said)
            for code, sides in _sided(node.findall("diag")):
                said[code, "sides", False] |= sides
    return said


def _sided(siblings: list[ET.Element]) -> Iterator[tuple[str, set[str]]]:
    """Codes whose words differ from a sibling's in nothing but that the side is unspecified."""
    by_words = {" ".join(node.findtext("desc", "").lower().split()): node.findtext("name", "") for node in siblings}
    for words, code in by_words.items():
        for found in re.finditer(r"\bunspecified\b", words):
            named = (words[: found.start()] + side + words[found.end() :] for side in SIDES)
            sides = {_plain(by_words[other]) for other in named if other in by_words}
            if len(sides) > 1:
                yield _plain(code), sides


def _sections(over: ET.Element) -> Iterator[list[ET.Element]]:
    for section in over.iter("section"):
        yield section.findall("diag")


def _read(node: ET.Element, keys: Iterable[str], codes: list[str], said: Said) -> None:
    for tag, name in TAGS.items():
        notes = ["".join(note.itertext()) for note in node.findall(f"{tag}/note")]
        named = [set(_named(note, codes)) for note in notes]
        is_list = name == "code first" and all(named) and not any(OPEN.search(note) for note in notes)
        for own in named:
            for key in keys if own else ():
                said[key, name, is_list] |= own


def _named(note: str, codes: list[str]) -> Iterator[str]:
    """The beginnings of codes that a note names in brackets."""
    for text in BRACKETS.findall(note):
        items = [ITEM.fullmatch(item.strip()) for item in re.split(r",\s*(?:and\s+)?|;\s*", text) if item.strip()]
        for item in items if all(items) else ():
            assert item is not None
            first, last, ending = _plain(item[1]), _plain(item[2] or item[1]), item[3] or ""
            for code in _between(first, last, codes):
                if not ending:
                    yield code
                elif _is_there(code + ending, codes):
                    yield code + ending


def _between(first: str, last: str, codes: list[str]) -> list[str]:
    """The shortest beginnings that cover a range, ends included."""
    if first == last:
        return [first]
    inside = (code for code in codes if first <= code and (code < last or code.startswith(last)))
    return _shortest(code for code in inside if code == last or not last.startswith(code))


def _shortest(codes: Iterable[str]) -> list[str]:
    found: list[str] = []
    for code in sorted(codes):
        if not found or not code.startswith(found[-1]):
            found.append(code)
    return found


def _is_there(code: str, codes: list[str]) -> bool:
    at = bisect_left(codes, code)
    return at < len(codes) and codes[at].startswith(code)


def _plain(code: str) -> str:
    return code.replace(".", "")


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
        yield key_code, Note(name, tuple(_shortest(codes)), is_list, start, end)


def _runs(stands: list[bool]) -> Iterator[tuple[int, int]]:
    """First and last of the editions that follow each other and all hold a note."""
    for at, own in enumerate(stands):
        if own and (at == 0 or not stands[at - 1]):
            end = at
            while end + 1 < len(stands) and stands[end + 1]:
                end += 1
            yield at, end
