"""Reading claims, whatever they are written in: the content says what it is, not the name of the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from claims.fault import Fault
from claims.origin import Sourced
from claims.x12.interchange import runs
from claims.x12.transactions import Reader

CHUNK = 65_536
"""Bytes read at a time."""


def read(path: str | Path) -> Iterator[Sourced | Fault]:
    """Read the claims of a file, one after the other; memory does not grow with the file.

    Yields:
        each claim with where it stood, and each fault, in the order of the file. Bad input raises nothing.
    """
    with Path(path).open("rb") as file:
        yield from read_stream(iter(lambda: file.read(CHUNK), b""), Path(path).name)


def read_stream(chunks: Iterable[bytes], name: str) -> Iterator[Sourced | Fault]:
    """Read the claims of a stream of bytes, such as the body of a request; ``name`` is what faults call it."""
    yield from Reader(name).read(runs(chunks, name))


def find_files(paths: Iterable[str | Path]) -> list[Path]:
    """The files that are named, and those in the folders that are named, each folder in sorted order."""
    found: list[Path] = []
    for path in map(Path, paths):
        found += sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    return found
