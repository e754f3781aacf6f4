"""The columns that a table of claims may have: one for each field of the canonical claim, derived from its structures.

A field of a part has the part's name in front (``payer_id``, ``billing_npi``); one of a list has its place, counted
from 1 (``diagnosis_1``, ``modifier_2``, ``other_payer_1_paid``). Fields of a line that the claim has too have ``line_``
in front (``line_place_of_service``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from msgspec import Struct

from claims.claim import Claim, ServiceLine

Kind = Literal["text", "code", "day", "amount", "whole", "flag", "letters"]
"""How a cell is read."""

PARTS = {
    "billing_provider": "billing", "pay_to_provider": "pay_to", "rendering_provider": "rendering",
    "referring_provider": "referring", "ordering_provider": "ordering", "supervising_provider": "supervising",
    "attending_provider": "attending", "operating_provider": "operating",
    "other_operating_provider": "other_operating", "assistant_surgeon": "assistant_surgeon",
    "service_facility": "facility", "payer": "payer", "subscriber": "subscriber", "patient": "patient",
    "accident": "accident", "ambulance": "ambulance", "ndc": "ndc",
}  # fmt: skip
"""What stands in front of the fields of a part."""

LISTS = {
    "diagnoses": "diagnosis", "procedures": "icd_procedure", "condition_codes": "condition_code",
    "occurrence_codes": "occurrence_code", "value_codes": "value_code", "other_payers": "other_payer",
    "modifiers": "modifier", "diagnosis_pointers": "diagnosis_pointer", "teeth": "tooth", "notes": "note",
    "attachments": "attachment", "conditions": "condition", "oral_cavity": "oral_cavity", "causes": "cause",
}  # fmt: skip
"""The name of one of a list. ``code`` of a list's parts has no name of its own, but that of a note."""

NOT_IN_TABLES = frozenset(["lines", "adjustments", "adjudications"])
"""What has lists within lists: what other payers decided, which an 837 or JSON can say."""

TEXTS = frozenset(["name", "first_name", "last_name", "address", "city", "description", "text"])
"""Free texts; all other texts are codes and numbers, which spreadsheets like to spoil."""

NUMBERED = re.compile(r"_([1-9][0-9]?)(?=_|$)")


class Column(NamedTuple):
    """One column, or one for each place in a list: ``#`` stands for the place."""

    name: str
    path: tuple[str, ...]
    """Names of fields from the claim or the line on; ``#`` for a place in a list."""
    kind: Kind
    of_line: bool

    @property
    def field(self) -> str:
        """The name of the field itself."""
        return self.path[-1] if self.path[-1] != "#" else self.path[-2]

    def pointer(self, line: str, place: int) -> str:
        """JSON pointer of the field, for a place in its list counted from 1."""
        steps = [str(place - 1) if step == "#" else step for step in self.path]
        return "/".join(["", *(["lines", line] if self.of_line else []), *steps])


@cache
def columns() -> Mapping[str, Column]:
    """All columns by name."""
    of_claim = {one.name: one for one in _columns(Claim, "", (), of_line=False)}
    found = dict(of_claim)
    for one in _columns(ServiceLine, "", (), of_line=True):
        name = f"line_{one.name}" if one.name in of_claim or one.name in {"number", "control_number"} else one.name
        found[name] = one._replace(name=name)
    found["diagnosis_pointers"] = Column("diagnosis_pointers", ("diagnosis_pointers",), "letters", of_line=True)
    return MappingProxyType(found)


def _columns(struct: type[Struct], before: str, path: tuple[str, ...], *, of_line: bool) -> Iterator[Column]:
    for field, hint in get_type_hints(struct).items():
        if field in NOT_IN_TABLES or field.startswith("__"):
            continue
        inner = _inner(hint)
        here = (*path, field)
        if get_origin(hint) is tuple:
            name = f"{before}{LISTS.get(field, field)}_#"
            item = get_args(hint)[0]
            if field == "surfaces":
                yield Column(f"{before}surfaces", here, "letters", of_line)
            elif isinstance(item, type) and issubclass(item, Struct):
                yield from _of_list(item, name, (*here, "#"), of_line=of_line)
            else:
                yield Column(name, (*here, "#"), _kind(item, field), of_line)
        elif isinstance(inner, type) and issubclass(inner, Struct):
            yield from _columns(inner, f"{before}{PARTS[field]}_", here, of_line=of_line)
        else:
            yield Column(f"{before}{field}", here, _kind(inner, field), of_line)


def _of_list(item: type[Struct], name: str, path: tuple[str, ...], *, of_line: bool) -> Iterator[Column]:
    for one in _columns(item, f"{name}_", path, of_line=of_line):
        is_main = one.path[-1] == "code" and not name.startswith("note")
        yield one._replace(name=name) if is_main else one


def _inner(hint: Any) -> Any:
    """The type beside ``None``."""
    if isinstance(hint, UnionType) or get_origin(hint) is not None:
        kinds = [one for one in get_args(hint) if one is not type(None)]
        return kinds[0] if isinstance(hint, UnionType) else hint
    return hint


def _kind(hint: Any, field: str) -> Kind:
    simple: dict[Any, Kind] = {date: "day", Decimal: "amount", int: "whole", bool: "flag"}
    return simple.get(hint, "text" if field in TEXTS else "code")


def column(name: str) -> tuple[Column, int] | None:
    """The column of a name, and the place in its list, counted from 1; ``None`` where a claim has no such field."""
    if name in columns():
        return columns()[name], 1
    found = NUMBERED.search(name)
    if found is None:
        return None
    general = columns().get(f"{name[: found.start()]}_#{name[found.end() :]}")
    return None if general is None else (general, int(found[1]))
