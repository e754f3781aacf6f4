"""Reading claims, whatever they are written in: the content says what it is, not the name of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from claims import canonical, fhir, tables
from claims.fault import Fault
from claims.origin import Sourced
from claims.tables import parquet
from claims.x12.interchange import runs
from claims.x12.trailers import Foretold, foretell
from claims.x12.transactions import PASSED_OVER, Transactions, every

__all__ = ["PASSED_OVER", "every", "find_files", "read", "read_stream"]

CHUNK = 65_536
"""Bytes read at a time."""

LOOK = 4_096
"""Bytes by which a format is recognised."""

MAX_BLANK = 1_000_000
"""Bytes of blanks that a file may begin with."""

FOREIGN = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "a ZIP archive",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"PAR1": "Parquet, which is read from a file and not from a stream",
    b"%PDF": "PDF",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"I\x00S\x00A\x00": "UTF-16",
    b"\x00I\x00S\x00A": "UTF-16",
    b"<": "XML or HTML",
}
"""How files that are not read begin."""


def read(path: str | Path, wanted: Callable[[], bool] = every) -> Iterator[Sourced | Fault]:
    """Read the claims of a file: X12 837, canonical JSON or NDJSON, FHIR R4, a table in CSV or Parquet.

    Memory does not grow with the file, but for a Bundle, which is held whole.

    Args:
        path: the file.
        wanted: whether what comes next is wanted, asked when all before it has been yielded. Of an X12 file, a claim
            that is not wanted comes as ``PASSED_OVER``, in a third of the time. A fault is always wanted. Claims in
            other forms are read, wanted or not.

    Yields:
        each claim with where it stood, and each fault, in the order of the file. Bad input raises nothing.
    """
    name = str(path)
    try:
        with Path(path).open("rb") as file:
            if file.seekable() and file.peek(len(parquet.MAGIC)).startswith(parquet.MAGIC):
                yield from parquet.read(Path(path), name)
                return
            yield from _read(iter(lambda: file.read(CHUNK), b""), name, lambda: _ahead(file, name), wanted)
    except OSError as error:
        said = {FileNotFoundError: "there is no such file", PermissionError: "the file may not be read",
                IsADirectoryError: "this is a folder"}.get(type(error), "the file cannot be read")  # fmt: skip
        yield Fault(name, said, "a file of claims", loses="file")


def read_stream(chunks: Iterable[bytes], name: str) -> Iterator[Sourced | Fault]:
    """Read the claims of a stream of bytes, such as the body of a request; ``name`` is what faults call it.

    What is wrong with the end of an envelope is told when it comes, and not at the claims before it.
    """
    yield from _read(chunks, name, dict)


def _ahead(file: BinaryIO, name: str) -> Foretold:
    """Look at the ends of a file's envelopes, and come back to where it stands; of a pipe nothing can be told."""
    if not file.seekable():
        return {}
    here = file.tell()
    file.seek(0)
    found = foretell(file, name)
    file.seek(here)
    return found


def _read(
    chunks: Iterable[bytes], name: str, ahead: Callable[[], Foretold], wanted: Callable[[], bool] = every
) -> Iterator[Sourced | Fault]:
    """Read claims by what the bytes begin with.

    A further format joins here: a branch that knows how it begins, and a module that makes ``Sourced`` and ``Fault`` of
    it.
    """
    rest = iter(chunks)
    start = b""
    for chunk in rest:
        start += chunk
        if len(start.lstrip()) >= LOOK or len(start) > MAX_BLANK:
            break
    whole = chain([start], rest)
    begin = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not begin:
        yield Fault(name, "the file is empty", "claims", loses="file")
    elif foreign := next((what for mark, what in FOREIGN.items() if begin.startswith(mark)), ""):
        yield Fault(name, "the file holds no claims in a form that is read", EXPECTED, foreign, loses="file")
    elif begin.startswith((b"{", b"[")) and fhir.is_fhir(begin):
        yield from fhir.read(whole, name)
    elif begin.startswith((b"{", b"[")):
        yield from canonical.read(whole, name)
    elif b"ISA" in start:
        yield from Transactions(name, ahead(), wanted).read(runs(whole, name))
    elif tables.is_table(begin):
        yield from tables.read(whole, name)
    else:
        yield Fault(name, "the file is not recognised", EXPECTED, "something else", loses="file")


EXPECTED = "X12 837 (beginning with ISA), claims as JSON or NDJSON, FHIR R4, or a table with a row a service line"


def find_files(paths: Iterable[str | Path]) -> list[Path]:
    """The files that are named, and those in the folders that are named, each folder in sorted order.

    A file that is named twice is taken once. Hidden files, those in hidden folders, and READMEs are left out of
    folders.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            inside = (file for file in path.rglob("*") if file.is_file())
            found += sorted(file for file in inside if not any(map(_hidden, file.relative_to(path).parts)))
        else:
            found.append(path)
    return list({path.resolve(): path for path in found}.values())


def _hidden(part: str) -> bool:
    return part.startswith(".") or part.upper().startswith("README")
