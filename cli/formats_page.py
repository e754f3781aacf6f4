"""``docs/formats.md``: which formats are read and written. Its text is ``formats_page.md``, its tables the code's."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files


def formats() -> str:
    """The page."""
    from claims.fhir.systems import FREQUENCY
    from serving.fhir.odds import EXPECTED, ODDS
    from serving.fhir.response import RULES

    parts = {
        "elements": "".join(_elements()),
        "columns": "".join(_columns()),
        "frequency": FREQUENCY,
        "rules": RULES,
        "odds": ODDS,
        "expected": EXPECTED,
    }
    page = files("cli").joinpath("formats_page.md").read_text("utf-8")
    for name, part in parts.items():
        page = page.replace(f"{{{name}}}", part)
    return page


def _elements() -> Iterator[str]:
    text = files("claims.fhir").joinpath("elements.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield f"| `{row['field']}` | `{row['element']}` | {row['note']} |\n"


def _columns() -> Iterator[str]:
    from claims.field import place_by_type
    from claims.tables.columns import PARTS, columns
    from claims.tables.header import aliases

    names: dict[str, list[str]] = {}
    for alias, name in aliases().items():
        names.setdefault(name, []).append(f"`{alias}`")
    for column in columns().values():
        whose, _, last = "/".join(column.path).rpartition("/")
        if whose in PARTS and whose.endswith(("provider", "surgeon", "facility")) and last != "npi":
            continue
        pointer = column.pointer("*", 1).replace("/0", "/*")
        x12 = place_by_type(pointer, "professional").x12 or place_by_type(pointer, "institutional").x12
        also = ", ".join(names.get(column.name, []))
        yield f"| `{column.name}` | `{pointer}` | {x12} | {also} |\n"
