"""The files that a lake is made of, told apart by what they hold and not by how they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Literal

from msgspec import Struct

import claims
from claims.fault import Fault
from training.office_files import file_digest, unreadable

Kind = Literal["claims", "remits"]
KINDS: tuple[Kind, ...] = ("claims", "remits")
EXPECTED: dict[Kind, str] = {"claims": "a file of claims (837)", "remits": "a remittance (835)"}


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
    size: int
    """Bytes."""


def find(kind: Kind, place: Path) -> Iterator[Found | Fault]:
    """The files of a folder, or the one file, with the digest of each; a fault for one that cannot be read."""
    for path in claims.find_files([place]):
        name = path.relative_to(place).as_posix() if place.is_dir() else path.name
        try:
            yield Found(kind, file_digest(path), name, path, path.stat().st_size)
        except OSError as error:
            yield unreadable(name, error, EXPECTED[kind])


def order(source: Source | Found) -> tuple[tuple[str, ...], str]:
    """Files stand in order of their names, as :func:`claims.find_files` gives those of one folder."""
    return PurePosixPath(source.name).parts, source.digest


def distinct(found: Iterable[Found]) -> dict[tuple[Kind, str], Found]:
    """Each content once, under the first of its names."""
    firsts: dict[tuple[Kind, str], Found] = {}
    for one in sorted(found, key=order):
        firsts.setdefault((one.kind, one.digest), one)
    return firsts
