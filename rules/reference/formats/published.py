"""What a publisher's file holds, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import Struct

from rules.reference.kind import Kind


class FormatError(ValueError):
    """A file is not as its publisher makes it: nothing of it is loaded. ``file`` is put in by the loader."""

    def __init__(self, reason: str, todo: str, row: int = 0, file: str = "") -> None:
        self.reason, self.todo, self.row, self.file = reason, todo, row, file
        super().__init__(reason, todo, row, file)

    def __str__(self) -> str:
        """File, row, reason, and what to do."""
        row = f"row {self.row}: " if self.row else ""
        return f"{self.file}: {row}{self.reason}; {self.todo}"


class Published(Struct, frozen=True):
    """One edition, as read from a file; its rows are read while it is written down."""

    kind: Kind[Any]
    title: str
    first: date
    """The first day that it speaks of."""
    last: date
    rows: Iterable[tuple[str, Struct]]
    """A key and what is said of it; a key may come again."""
    source: str
    """Publisher and release."""
    complete_from: date | None = None
    """The first day on which it holds every code; ``None``: its first day."""
    href: str = ""
    keys: str = ""
    """Regular expression of the keys that it speaks of; empty: all."""
    part: int = 0
    """Which of several files of one edition this is, counted from 1."""
    parts: int = 0
