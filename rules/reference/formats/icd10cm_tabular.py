"""The tabular list of the ICD-10-CM as NCHS publishes it (``icd10cm_tabular_2026.xml``): its notes.

Only codes are kept: those in brackets behind a note's words. What brackets say in words ("with open fracture 7th
character") is left out, and so is a note without codes. Codes of an unspecified side are told by their words, beside
those of right and left. Notes of a chapter or a block stand at each of its categories.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO
from xml.etree import ElementTree as ET

from rules.reference.formats.icd10cm_order import days
from rules.reference.formats.published import FormatError, Published
from rules.reference.formats.source import Source
from rules.reference.notes import NCHS, NOTES, Name, Note

MARK = b"<ICD10CM.tabular>"

TAGS: Mapping[str, Name] = {
    "excludes1": "excludes1",
    "excludes2": "excludes2",
    "codeFirst": "code first",
    "useAdditionalCode": "use additional",
}
SIDES = ("right", "left", "bilateral")

CATEGORY = 3
"""Letters of the shortest category."""

BRACKETS = re.compile(r"\(([^()]*)\)")
CODE = r"[A-Z][0-9A-Z]{2}(?:\.[0-9A-Z]{1,4})?"
ITEM = re.compile(rf"({CODE})\.?-?(?:\s*-\s*({CODE})\.?-?)?(?:\s+with\s+\.([0-9]+)-?)?")
OPEN = re.compile(r"such as|if applicable|if known|if any|if present|when applicable|^any ", re.IGNORECASE)

Said = dict[tuple[str, Name, bool], set[str]]
"""By code, kind of note and whether it is a full list: the codes that it names."""


def recognise(head: bytes, name: str) -> bool:  # noqa: ARG001  by content
    """By its root element."""
    return MARK in head


def read(file: Source) -> Iterator[Published]:
    """One edition, of the fiscal year that the file's name tells: October to September, or from April."""
    first, last = days(file)
    title = f"ICD-10-CM, notes, {first} to {last}"
    yield Published(NOTES, title, first, last, _rows(file), f"NCHS and CMS, {file.short}", href=NCHS)


def _rows(file: Source) -> Iterator[tuple[str, Note]]:
    with file.open() as stream:
        try:
            said = read_tabular(stream)
        except ET.ParseError as error:
            raise FormatError(f"it is no XML ({error})", "download the file again", error.position[0]) from error
    for (code, name, is_list), codes in sorted(said.items()):
        yield code, Note(name, tuple(shortest(codes)), is_list)


def read_tabular(file: BinaryIO) -> Said:
    """The notes of one tabular list."""
    said: Said = defaultdict(set)
    root = ET.parse(file).getroot()  # noqa: S314 - the publisher's file; expat itself limits entities
    codes = sorted(_plain(node.findtext("name", "")) for node in root.iter("diag"))
    for chapter in root.iter("chapter"):
        for over in (chapter, *chapter.iter("section")):
            categories = [_plain(node.findtext("name", "")) for section in _sections(over) for node in section]
            _read(over, categories, codes, said)
        for node in chapter.iter("diag"):
            _read(node, [_plain(node.findtext("name", ""))], codes, said)
            for code, sides in _sided(node.findall("diag")):
                said[code, "sides", False] |= sides
    return {key: named for key, codes in said.items() if (named := _that_count(key, codes, said))}


def _that_count(key: tuple[str, Name, bool], codes: set[str], said: Said) -> set[str]:
    """Codes that an Excludes2 note names say something where an Excludes1 note of a shorter code names them too."""
    code, name, is_list = key
    if name != "excludes2":
        return codes
    above = (said.get((code[:length], "excludes1", is_list), set()) for length in range(CATEGORY, len(code)))
    barred = {other for others in above for other in others}
    return {own for own in codes if any(own.startswith(other) or other.startswith(own) for other in barred)}


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
            named = (code + ending for code in _between(first, last, codes))
            yield from (code for code in named if _is_there(code, codes))


def _between(first: str, last: str, codes: list[str]) -> list[str]:
    """The shortest beginnings that cover a range, ends included."""
    if first == last:
        return [first]
    inside = (code for code in codes if first <= code and (code < last or code.startswith(last)))
    return shortest(code for code in inside if code == last or not last.startswith(code))


def shortest(codes: Iterable[str]) -> list[str]:
    """Beginnings of codes, without those that lie within another."""
    found: list[str] = []
    for code in sorted(codes):
        if not found or not code.startswith(found[-1]):
            found.append(code)
    return found


def _is_there(code: str, codes: list[str]) -> bool:
    """Whether any code begins so: an abbreviation in brackets, such as NOS, is none."""
    at = bisect_left(codes, code)
    return at < len(codes) and codes[at].startswith(code)


def _plain(code: str) -> str:
    return code.replace(".", "")
