"""Medically unlikely edits (``MCR_MUE_PractitionerServices_Eff_07-01-2026.csv``, and its workbook; Medicaid's alike).

A quoted notice of several lines, then a header whose cells have line breaks; the adjudication indicator is the first
digit of ``3 Date of Service Edit: Clinical``. Medicaid's tables have no such column: its edits are of a claim line.
Zero is a value. A table with the columns ``hcpcs_code``, ``mue_units``, ``mue_mai`` is read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules.reference import ncci
from rules.reference.formats.published import FormatError, Published
from rules.reference.formats.quarter import is_medicaid, quarter
from rules.reference.formats.source import Source
from rules.reference.formats.text import decoded, plain, records
from rules.reference.kind import Kind
from rules.reference.ncci import Units

CODE = re.compile(r"[0-9A-Z]{5}")
CODE_COLUMNS = ("hcpcs/ cpt code", "hcpcs/cpt code", "hcpcs_code")
INDICATOR_COLUMNS = ("mue adjudication indicator", "mue_mai")
OF_LINE = "1"
SERVICES = {
    "practitioner": (ncci.UNITS_PRACTITIONER, ncci.UNITS_MEDICAID_PRACTITIONER),
    "outpatient": (ncci.UNITS_OUTPATIENT, ncci.UNITS_MEDICAID_OUTPATIENT),
    "dme": (ncci.UNITS_SUPPLIER, ncci.UNITS_MEDICAID_SUPPLIER),
}


def recognise(head: bytes, name: str) -> bool:  # noqa: ARG001  by content
    """By a header that speaks of MUE values beside codes."""
    text = plain(decoded(head))
    return any(column in text for column in CODE_COLUMNS) and ("mue value" in text or "mue_units" in text)


def read(file: Source) -> Iterator[Published]:
    """One edition."""
    column = _code_column(file)
    kind = _kind(file)
    first, last = quarter(file)
    title = f"{kind.title}, quarter from {first}"
    yield Published(kind, title, first, last, _rows(file, column), f"CMS, {file.short}", href=kind.get)


def _code_column(file: Source) -> str:
    text = plain(decoded(file.head()))
    found = [column for column in CODE_COLUMNS if column in text]
    if not found:
        raise FormatError("no header names the code's column", "load the file as it was published")
    return found[0]


def _kind(file: Source) -> Kind[Units]:
    """Whose services the values are for: by the header, else by the name."""
    header = re.search(r"(practitioner|outpatient|dme)[a-z ]*mue value", plain(decoded(file.head())))
    named = header or re.search("practitioner|outpatient|dme", file.name.lower())
    if not named:
        raise FormatError(
            "neither header nor name says whose services these are",
            "give the file a name with practitioner, outpatient or dme in it",
        )
    word = named.group(1) if header else named.group()
    return SERVICES[word][is_medicaid(file.name)]


def _rows(file: Source, column: str) -> Iterator[tuple[str, Units]]:
    said: dict[str, Units] = {}
    for row, cells in records(file, [column]):
        code = cells[column]
        values = next((value for name, value in cells.items() if "mue value" in name or name == "mue_units"), "")
        mai = next((value for name, value in cells.items() if name in INDICATOR_COLUMNS), "")
        if not CODE.fullmatch(code):
            raise FormatError(f"{code!r} is no procedure code", "download the file again", row)
        if not re.fullmatch(r"\d{1,7}", values):
            raise FormatError(f"the value {values!r} is no whole number", "download the file again", row)
        if mai and mai[0] not in "123":
            raise FormatError(f"the adjudication indicator is {mai!r}, not 1, 2 or 3", "download the file again", row)
        units = Units(int(values), mai[:1] or OF_LINE)
        if code not in said:
            said[code] = units
            yield code, units
        elif said[code] != units:
            raise FormatError(f"{code} has other units above", "download the file again, or take out a row", row)
