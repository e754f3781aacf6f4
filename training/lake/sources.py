"""The files that a lake is made of, told apart by what they hold and not by how they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Literal

from msgspec import Struct

import claims
from training.office_files import file_digest

Kind = Literal["claims", "remits"]
KINDS: tuple[Kind, ...] = ("claims", "remits")


class Source(Struct, frozen=True):
    """A file that was taken in."""

    kind: Kind
    digest: str
    """SHA-256 of its bytes."""
    name: str
    """Its path within the folder that was named; of several, the first in order."""
    records: int
    """Claims or remittances in it."""
    faults: int
    """What in it could not be read."""


class Found(Struct, frozen=True):
    """A file that lies there to be taken in."""

    kind: Kind
    digest: str
    name: str
    path: Path


def find(kind: Kind, place: Path) -> Iterator[Found]:
    """The files of a folder, or the one file, with the digest of each."""
    for path in claims.find_files([place]):
        name = path.relative_to(place).as_posix() if place.is_dir() else path.name
        yield Found(kind, file_digest(path), name, path)


def order(source: Source | Found) -> tuple[tuple[str, ...], str]:
    """Files stand in order of their names, as :func:`claims.find_files` gives those of one folder."""
    return PurePosixPath(source.name).parts, source.digest


def distinct(found: Iterable[Found]) -> dict[tuple[Kind, str], Found]:
    """Each content once, under the first of its names."""
    firsts: dict[tuple[Kind, str], Found] = {}
    for one in sorted(found, key=order):
        firsts.setdefault((one.kind, one.digest), one)
    return firsts
