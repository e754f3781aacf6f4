"""The sheets of a workbook (Office Open XML, ECMA-376), as CSV: values alone."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Container, Iterator
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LETTERS = re.compile("[A-Z]+")


def is_workbook(names: Container[str]) -> bool:
    """Whether a zip with these files is one."""
    return "xl/workbook.xml" in names


def sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Name and text of each sheet, in the workbook's order of files."""
    shared = _shared(archive)
    names = sorted(
        (name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)),
        key=lambda name: int("".join(filter(str.isdigit, name))),
    )
    for name in names:
        text = io.StringIO()
        writer = csv.writer(text)
        with archive.open(name) as file:
            for _, element in ET.iterparse(file):  # noqa: S314  expat bounds the growth of entities
                if element.tag == f"{MAIN}row":
                    writer.writerow(_cells(element, shared))
                    element.clear()
        yield name.rpartition("/")[2].removesuffix(".xml"), text.getvalue().encode()


def _shared(archive: zipfile.ZipFile) -> list[str]:
    """Texts that cells name by number."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    found = []
    with archive.open("xl/sharedStrings.xml") as file:
        for _, element in ET.iterparse(file):  # noqa: S314  expat bounds the growth of entities
            if element.tag == f"{MAIN}si":
                found.append("".join(piece.text or "" for piece in element.iter(f"{MAIN}t")))
                element.clear()
    return found


def _cells(row: ET.Element, shared: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{MAIN}c"):
        place = LETTERS.match(cell.get("r", ""))
        at = _column(place.group()) if place else len(cells)
        cells += [""] * (at - len(cells))
        value = cell.findtext(f"{MAIN}v") or ""
        match cell.get("t"):
            case "s":
                value = shared[int(value)]
            case "inlineStr":
                value = "".join(piece.text or "" for piece in cell.iter(f"{MAIN}t"))
            case "n" | None:
                # 1.0 and 1 are one number; a date is stored as a number of days, and stays so.
                value = value.removesuffix(".0")
        cells.append(value)
    return cells


def _column(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at - 1
