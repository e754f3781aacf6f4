"""The editions that ship: compressed files of :mod:`rules.reference.compiled`, each unpacked when it is first asked."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from rules.reference.compiled import Head, KeyedRows, compiled, open_bytes
from rules.reference.editions import Edition
from rules.reference.shelf import Held, Rows

FOLDER = Path(__file__).parent / "shipped"
ENDING = ".edition.gz"


class Packed:
    """The rows of a compressed file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def find(self) -> Callable[[str], tuple[Any, ...]]:
        """All rows of a key; the file is unpacked for the first."""
        return self._rows.find

    def alike(self) -> Iterable[tuple[tuple[Any, ...], int]]:
        """What keys say, and how many of them say it."""
        return self._rows.alike()

    @cached_property
    def _rows(self) -> Rows[Any]:
        return open_bytes(memoryview(gzip.decompress(self._path.read_bytes()))).rows


def shipped(folder: Path = FOLDER) -> list[Held]:
    """All editions that ship; only their first lines are read."""
    found = []
    for path in sorted(folder.glob(f"*{ENDING}")):
        with gzip.open(path) as file:
            head = msgspec.json.decode(file.readline(), type=Head)
        found.append(Held(head.kind, head.edition, Packed(path)))
    return found


def ship(kind: str, edition: Edition, rows: KeyedRows, folder: Path = FOLDER) -> Edition:
    """Write an edition that ships, in the form that is the same on every machine; the same rows give the same bytes."""
    data, edition = compiled(kind, edition, rows, form="table")
    name = f"{kind}_{edition.first}_{edition.last}{ENDING}"
    (folder / name).write_bytes(gzip.compress(data, 9, mtime=0))
    return edition
