"""Canonical claims as tables, by the columns that the product derives from the claim's structures."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from claims.claim import Claim
from claims.tables.columns import columns

ALWAYS = {"claim_id", "charge", "procedure", "procedure_qualifier", "service_date", "unit", "diagnosis_1_qualifier"}
"""Columns that are written though all their cells are empty: without them a reader would fill in what is usual."""


def rows(claims: Iterable[Claim]) -> list[dict[str, str]]:
    """One row a line, under the names of columns; empty cells are left out."""
    found = []
    for claim in claims:
        head = _cells(claim, of_line=False)
        found += [{**head, **_cells(line, of_line=True)} for line in claim.lines]
    return found


def table(claims: Iterable[Claim], delimiter: str = ",", names: Sequence[str] = ()) -> bytes:
    """A table in CSV."""
    every = rows(claims)
    names = names or sorted({name for row in every for name in row} | ALWAYS)
    out = io.StringIO()
    writer = csv.DictWriter(out, names, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(every)
    return out.getvalue().encode()


def _cells(struct: Struct, *, of_line: bool) -> dict[str, str]:
    found = {}
    for column in columns().values():
        if column.of_line == of_line and column.name != "diagnosis_pointers":
            for place, value in _values(struct, column.path):
                name = column.name.replace("#", str(place))
                if (text := _text(value, column.kind)) != "":
                    found[name] = text
    return found


def _values(value: Any, path: Sequence[str]) -> list[tuple[int, Any]]:
    if not path:
        return [(1, value)]
    if path[0] == "#":
        return [(at, inner) for at, one in enumerate(value, start=1) for _, inner in _values(one, path[1:])]
    return [] if value is None else _values(getattr(value, path[0]), path[1:])


def _text(value: Any, kind: str) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "Y"
    if kind == "letters":
        return "".join(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
