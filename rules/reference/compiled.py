"""An edition as one file: written once, then read in place, by any number of threads and processes at once.

First line: JSON with the :class:`~rules.reference.editions.Edition` and the name of its form. All that follows is the
form's own. :mod:`rules.reference.table` is the form of nearly all; a kind that needs another registers it below.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

import msgspec
from msgspec import Struct

from rules.reference import pairs, table
from rules.reference.editions import Edition
from rules.reference.kind import Kind
from rules.reference.kinds import KINDS
from rules.reference.ncci import Pair
from rules.reference.shelf import Held, Rows

KeyedRows = Iterable[tuple[str, Struct]]
"""What an edition holds: keys with a row each; a key may come again."""


class Form(Protocol):
    """How rows are laid down: a module with two functions."""

    def compiled(self, rows: KeyedRows) -> tuple[bytes, int]:
        """The bytes of all rows, and how many rows there are."""
        ...

    def opened(self, kind: Kind[Any], data: memoryview) -> Rows[Any]:
        """The rows in such bytes, read in place."""
        ...


FORMS: Mapping[str, Form] = {"table": table, "pairs": pairs}
FORM_OF: Mapping[str, str] = {name: "pairs" for name, kind in KINDS.items() if kind.row is Pair}
"""Kinds whose form is not a table."""


class Head(Struct, frozen=True):
    """The first line of a file."""

    kind: str
    form: str
    edition: Edition


def compiled(kind: str, edition: Edition, rows: KeyedRows, form: str = "") -> tuple[bytes, Edition]:
    """The bytes of an edition's file, and the edition with the number of its rows.

    Args:
        kind: the name of its kind.
        edition: what is said of it.
        rows: all that it holds.
        form: its form, where it is not to be that of its kind.
    """
    form = form or FORM_OF.get(kind, "table")
    body, count = FORMS[form].compiled(rows)
    edition = msgspec.structs.replace(edition, codes=count)
    return msgspec.json.encode(Head(kind, form, edition)) + b"\n" + body, edition


def open_file(path: Path) -> Held:
    """An edition from its file. Nothing is copied: what is looked up is read from the file's own pages.

    Raises:
        ValueError: the file is none of these, or of another version.
    """
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return open_bytes(memoryview(data))


def open_bytes(data: memoryview) -> Held:
    """An edition from its bytes.

    Raises:
        ValueError: they are none.
    """
    end = bytes(data[:65536]).find(b"\n")
    if end < 0:
        raise ValueError("it has no first line")
    head = msgspec.json.decode(data[:end], type=Head)
    if head.form not in FORMS or head.kind not in KINDS:
        raise ValueError(f"it holds {head.kind!r} in the form {head.form!r}, which this version does not know")
    return Held(head.kind, head.edition, FORMS[head.form].opened(KINDS[head.kind], data[end + 1 :]))
