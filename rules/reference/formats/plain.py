"""A list of codes in a table of one's own, such as one that is licensed and may not be shipped.

The first column holds the codes; its header is the kind of list (``revenue-codes``), or ``code`` where ``--kind`` says
it. Further columns: from, through, text; for kinds that say more than dates, the names of what they say. Days are
written 2026-01-31, 1/31/2026 or 20260131. A code that has not the form of its kind refuses the list: spreadsheets take
codes for numbers and drop their leading zeros. The taxonomy list of NUCC is taken as it is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_origin

import msgspec
from msgspec import Struct

from rules.reference.formats.published import FormatError, Published
from rules.reference.formats.source import Source
from rules.reference.formats.text import day, first_row, records
from rules.reference.kind import Kind
from rules.reference.kinds import KINDS
from rules.reference.lists import TAXONOMY

NUCC = ("code", "grouping", "classification", "specialization")
ALSO = {
    "start": ("from", "effective date", "start date"),
    "end": ("through", "deactivation date", "end date"),
    "text": ("description", "display name"),
}
"""Columns that mean a field under another name."""


def recognise(head: bytes, name: str) -> bool:  # noqa: ARG001  by content
    """By the header of its first column."""
    header = first_row(head)
    return set(NUCC) <= set(header) or _kind_of(header) in {"code", *KINDS}


def _kind_of(header: Sequence[str]) -> str:
    return header[0].replace(" ", "-") if header else ""


def read(file: Source) -> Iterator[Published]:
    """One edition, of the days that the user says."""
    header = first_row(file.head())
    name = file.list_kind or (TAXONOMY.name if set(NUCC) <= set(header) else _kind_of(header))
    if name not in KINDS:
        raise FormatError(
            "neither its first header nor --kind says of which kind it is", f"say --kind, one of {', '.join(KINDS)}"
        )
    if not (file.first and file.last):
        raise FormatError("a list does not say for which days it stands", "say --from and --through")
    if file.last < file.first:
        raise FormatError(f"it ends on {file.last}, before it begins on {file.first}", "put --from and --through right")
    kind = KINDS[name]
    title = f"{kind.title}, {file.first} to {file.last}"
    rows, source = _rows(file, kind), f"your list, {file.short}"
    yield Published(kind, title, file.first, file.last, rows, source, href=_link(kind))


def _link(kind: Kind[Any]) -> str:
    found = kind.get.partition(" ")[0]
    return found if found.startswith("https://") else ""


def _rows(file: Source, kind: Kind[Any]) -> Iterator[tuple[str, Struct]]:
    fields = {field.encode_name: get_origin(field.type) is tuple for field in msgspec.structs.fields(kind.row)}
    for row, cells in records(file, ()):
        code = next(iter(cells.values()))
        if not code:
            raise FormatError("it has no code", "put the code into its first column, or take the row out", row)
        if kind.form and not re.fullmatch(kind.form.pattern, code):
            raise FormatError(f"{code!r} is no {kind.form.says}", "write it so; format the column as text", row)
        said = {
            name: _value(name, text, row, several) for name, several in fields.items() if (text := _cell(cells, name))
        }
        try:
            one = msgspec.convert(said, kind.row, strict=False)
        except msgspec.ValidationError as error:
            raise FormatError(f"it is no row of {kind.name} ({error})", "put the row right", row) from error
        start, end = getattr(one, "start", None), getattr(one, "end", None)
        if start and end and end < start:
            raise FormatError(f"{code} ends on {end}, before it begins on {start}", "put the days right", row)
        yield code, one


def _value(name: str, text: str, row: int, several: bool) -> object:
    if name in ("start", "end"):
        return day(text, row, name)
    return text.replace(";", " ").split() if several else text


def _cell(cells: Mapping[str, str], field: str) -> str:
    names = (field, field.replace("_", " "), *ALSO.get(field, ()))
    return next((cells[name] for name in names if cells.get(name)), "")
