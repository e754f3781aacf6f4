"""Where one field stood in a file."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct


class Place(Struct, frozen=True, omit_defaults=True, gc=False):
    """Where one field stood."""

    segment: int = 0
    """Which segment of the file, counted from 1 (the first ISA); for JSON, the line; of a table, the row."""
    loop: str = ""
    """Such as 2400."""
    element: str = ""
    """Such as DTP03 or SV101-2."""
    path: str = ""
    """Where the file is no X12: FHIRPath of the element, or the column of the table."""


class Source(Protocol):
    """What remembers where the fields of a claim stood in a file that is no X12."""

    def place(self, field: str) -> Place:
        """The place of a field, by JSON pointer."""
