"""Diagnoses exempt from present-on-admission reporting (``POAexemptCodes2021.txt``, in CMS's zip of a fiscal year).

Three columns with tabs between: order, code, description, which is not kept. The name says of which fiscal year it is;
``Apr23`` is the April edition of one. Lists of what was added, deleted or revised stand beside it and are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from rules.reference.formats.published import FormatError, Published
from rules.reference.formats.source import Source
from rules.reference.formats.text import lines
from rules.reference.lists import POA_EXEMPT, Listed

NAME = re.compile(r"poaexemptcodes_?(fy|apr|20)?_?(\d\d)\.txt$", re.IGNORECASE)
CODE = re.compile(r"[A-Z][0-9][0-9A-Z]{1,5}")


def recognise(head: bytes, name: str) -> bool:
    """By its name, and a tab in its first line."""
    return bool(NAME.search(name)) and b"\t" in head.partition(b"\n")[0]


def read(file: Source) -> Iterator[Published]:
    """One edition."""
    first, last = _days(file)
    title = f"{POA_EXEMPT.title}, from {first}"
    yield Published(POA_EXEMPT, title, first, last, _rows(file), f"CMS, {file.short}", href=POA_EXEMPT.get)


def _days(file: Source) -> tuple[date, date]:
    """A fiscal year begins in October of the year before."""
    if file.first and file.last:
        return file.first, file.last
    found = NAME.search(file.short)
    assert found is not None
    year = 2000 + int(found.group(2))
    april = (found.group(1) or "").lower() == "apr"
    return (date(year, 4, 1) if april else date(year - 1, 10, 1)), date(year, 9, 30)


def _rows(file: Source) -> Iterator[tuple[str, Listed]]:
    for row, line in enumerate(lines(file), 1):
        cells = [cell.strip().strip('"') for cell in line.split("\t")]
        if not any(cells) or (row == 1 and not cells[0].isdecimal()):
            continue
        code = cells[1].replace(".", "").upper() if len(cells) > 1 else ""
        if not CODE.fullmatch(code):
            raise FormatError(f"{code!r} is no diagnosis code", "download the file again", row)
        yield code, Listed()
