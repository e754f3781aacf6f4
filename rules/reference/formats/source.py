"""The files of a distribution as published: plain, in a zip, in a zip within a zip, or sheets of a workbook."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from rules.reference.formats.published import FormatError
from rules.reference.formats.workbook import is_workbook, sheets

HEAD = 65536
MOST = 4 * 1024**3
"""Bytes of a file within a zip: more is no reference file."""


class Source(Struct, frozen=True):
    """One file that may be read, wherever it stands."""

    name: str
    """Its path, through zips: ``ccipra.zip/ccipra-v322r0-f1.TXT``."""
    open: Callable[[], BinaryIO]
    beside: Callable[[str], Source | None] = lambda _name: None
    """Another file of the same folder or zip, by its name in lower case; ``None`` where there is none."""
    first: date | None = None
    """The first day that the edition speaks of, where the user says so."""
    last: date | None = None
    list_kind: str = ""
    """The kind of list that it is, where the user says so."""

    @property
    def short(self) -> str:
        """The file's name alone."""
        return self.name.rpartition("/")[2]

    def head(self) -> bytes:
        """Its first 64 KiB."""
        with self.open() as file:
            return file.read(HEAD)


def files_of(path: Path, first: date | None = None, last: date | None = None, list_kind: str = "") -> Iterator[Source]:
    """All files that a path stands for.

    Raises:
        FormatError: it is missing, or a zip that cannot be read.
    """
    if not path.is_file():
        raise FormatError("there is no such file", "name a file that the publisher offers", file=str(path))

    def beside(name: str) -> Source | None:
        for other in path.parent.iterdir():
            if other.name.lower() == name:
                return Source(str(other), lambda other=other: other.open("rb"))  # type: ignore[misc]
        return None

    try:
        yield from _unpacked(Source(path.name, lambda: path.open("rb"), beside, first, last, list_kind))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise FormatError(f"the zip cannot be read ({error})", "download it again", file=str(path)) from error


def _unpacked(source: Source) -> Iterator[Source]:
    with source.open() as file:
        magic = file.read(4)
    if magic[:2] == b"\x1f\x8b":
        yield from _unpacked(_like(source, source.name.removesuffix(".gz"), _gunzipped(source), {}))
        return
    if magic != b"PK\x03\x04":
        yield source
        return
    with source.open() as file, zipfile.ZipFile(file) as archive:
        names = {
            item.filename: item.file_size
            for item in archive.infolist()
            if not item.is_dir() and not item.filename.startswith("__MACOSX")
        }
        if is_workbook(names):
            yield from _sheets(source, archive)
            return
        for name, size in names.items():
            if size > MOST:
                raise FormatError(f"{name} has {size:,} bytes", "no reference file is so large", file=source.name)
        members = {name.rpartition("/")[2].lower(): _member(source, name) for name in names}
    for name in sorted(names):
        if _has_text_twin(name.rpartition("/")[2].lower(), members):
            continue
        member = members[name.rpartition("/")[2].lower()]
        yield from _unpacked(_like(source, member.name, member.open, members))


def _has_text_twin(name: str, members: Container[str]) -> bool:
    """Whether a workbook stands beside the same as text, which is read many times faster."""
    stem = name.removesuffix(".xlsx")
    return stem != name and any(f"{stem}{ending}" in members for ending in (".txt", ".csv"))


def _sheets(source: Source, archive: zipfile.ZipFile) -> Iterator[Source]:
    for name, text in sheets(archive):
        yield _like(source, f"{source.name}/{name}", lambda text=text: io.BytesIO(text), {})  # type: ignore[misc]


def _member(source: Source, name: str) -> Source:
    def opened() -> BinaryIO:
        with source.open() as file, zipfile.ZipFile(file) as archive:
            if name.lower().endswith((".zip", ".xlsx")):
                return io.BytesIO(archive.read(name))
        # The archive must stay open while the member is read; both are closed with the member's stream.
        archive = zipfile.ZipFile(source.open())
        return archive.open(name)  # type: ignore[return-value]

    return Source(f"{source.name}/{name}", opened)


class _Gzip(gzip.GzipFile):
    """A gzip that says in words that it is cut or damaged."""

    def read(self, size: int | None = -1) -> bytes:
        try:
            return super().read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise FormatError("the gzip is cut off or damaged", "download it again", file=str(self.name)) from error


def _gunzipped(source: Source) -> Callable[[], BinaryIO]:
    return lambda: io.BufferedReader(_Gzip(source.name, fileobj=source.open()))


def _like(source: Source, name: str, opened: Callable[[], BinaryIO], members: Mapping[str, Source]) -> Source:
    return Source(name, opened, members.get, source.first, source.last, source.list_kind)
