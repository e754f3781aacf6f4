"""Loading what publishers offer: all that is named in a call is taken whole, or refused whole with row and reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path, PurePath

from msgspec import Struct
from msgspec.structs import replace

from rules.reference.compiled import KeyedRows
from rules.reference.editions import Edition
from rules.reference.formats import FORMATS, Format, FormatError, Published, Source
from rules.reference.formats.source import files_of
from rules.reference.store import Staged, stage


class Taken(Struct, frozen=True):
    """An edition that was loaded."""

    kind: str
    edition: Edition
    files: tuple[str, ...]
    lacking: tuple[int, ...] = ()
    """Numbers of the files of this edition that were not there: it speaks of the others' codes alone."""
    instead_of: int = 0
    """Rows of the loaded edition of the same kind and days that it replaces; 0 where there was none."""


class _Found(Struct, frozen=True):
    file: Source
    published: Published
    digest: str


def load(
    paths: Sequence[Path], where: Path, first: date | None = None, last: date | None = None, list_kind: str = ""
) -> list[Taken]:
    """Load files, zips as they were published among them, into a folder of editions.

    Args:
        paths: files; those that belong to one edition are given together.
        where: the folder, :func:`rules.reference.store.folder`.
        first: the first day that the editions speak of, where the file does not say.
        last: the last.
        list_kind: the kind of a plain list, where its header does not say.

    Raises:
        FormatError: a file is refused, and why: then nothing is loaded, of no file.
        OSError: the folder cannot be written to.
    """
    found: dict[tuple[str, date, date], list[_Found]] = {}
    for path in paths:
        digest = _digest(path)
        for file, form in _recognised(path, first, last, list_kind):
            with _naming(file):
                for published in form.read(file):
                    key = (published.kind.name, published.first, published.last)
                    found.setdefault(key, []).append(_Found(file, published, digest))
    staged: list[tuple[Taken, Staged]] = []
    try:
        for (kind, *_), parts in found.items():
            staged.append(_staged(kind, _in_order(parts), where))
        for _, one in staged:
            one.settle()
    finally:
        for _, one in staged:
            one.drop()
    return [taken for taken, _ in staged]


def _digest(path: Path) -> str:
    if path.is_dir():
        raise FormatError("it is a folder", "name its files", file=str(path))
    if not path.is_file():
        raise FormatError("there is no such file", "name a file that the publisher offers", file=str(path))
    if not path.stat().st_size:
        raise FormatError("the file is empty", "download it again", file=str(path))
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _recognised(path: Path, first: date | None, last: date | None, list_kind: str) -> Iterator[tuple[Source, Format]]:
    names = []
    known = 0
    for file in files_of(path, first, last, list_kind):
        names.append(file.short)
        head = file.head()
        for form in FORMATS:
            if form.recognise(head, file.short):
                known += 1
                yield file, form
                break
    if not known:
        raise FormatError(
            f"it is none of the files that can be loaded (it holds {', '.join(names[:5]) or 'nothing'})",
            "docs/reference-data.md lists them; load a file as it was published",
            file=str(path),
        )


def _in_order(parts: list[_Found]) -> list[_Found]:
    """The files of one edition; what a zip holds twice, as text and as workbook, is taken once."""
    if not any(found.published.parts for found in parts):
        for found in parts[1:]:
            if found.digest != parts[0].digest:
                raise _twice(parts[0], found)
        return parts[-1:]
    by_number: dict[int, _Found] = {}
    for found in parts:
        number, of = found.published.part, found.published.parts
        if not of:
            raise _twice(parts[parts[0] is found], found)
        if not 1 <= number <= of:
            raise FormatError(
                f"its name says that it is part {number} of an edition, which has {of}",
                "load it under the name that its publisher gave it",
                file=found.file.name,
            )
        if not _is_same(by_number.setdefault(number, found), found):
            raise _twice(by_number[number], found, f"part {number} ")
    return [by_number[number] for number in sorted(by_number)]


def _twice(one: _Found, other: _Found, part: str = "") -> FormatError:
    published = other.published
    return FormatError(
        f"{one.file.name} is {part}of the same kind and days ({published.first} to {published.last})",
        "load one of the two, or put both into one file",
        file=other.file.name,
    )


def _is_same(one: _Found, other: _Found) -> bool:
    """Whether two files are one: of the same bytes, and within a zip of the same name."""
    within = {PurePath(found.file.name.partition("/")[2]).stem.lower() for found in (one, other)}
    return one.digest == other.digest and len(within) == 1


def _lacking(parts: Sequence[_Found]) -> tuple[int, ...]:
    """The numbers of an edition's files that are not there."""
    there = {found.published.part for found in parts}
    return tuple(number for number in range(1, parts[0].published.parts + 1) if number not in there)


def _staged(kind: str, parts: list[_Found], where: Path) -> tuple[Taken, Staged]:
    one = parts[0].published
    digests = [found.digest for found in parts]
    edition = Edition(
        name=kind,
        title=one.title,
        first=one.first,
        last=one.last,
        complete_from=one.complete_from or one.first,
        source=one.source,
        href=one.href,
        digest=digests[0] if len(set(digests)) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest(),
        keys=one.keys,
    )
    rows = chain.from_iterable(_read(found) for found in parts)
    if lacking := _lacking(parts):
        there = [list(_read(found)) for found in parts]
        edition = replace(edition, spans=tuple(_span(some) for some in there if some))
        rows = chain.from_iterable(there)
    staged = stage(kind, edition, _some(rows, parts[0].file), where)
    names = tuple(found.file.name for found in parts)
    return Taken(kind, staged.edition, names, lacking, staged.rows_in_place()), staged


def _span(rows: Sequence[tuple[str, Struct]]) -> tuple[str, str]:
    """First and last column-one code of a part of the pairs."""
    codes = [key[: len(key) // 2] for key, _ in rows]
    return min(codes), max(codes)


def _read(found: _Found) -> KeyedRows:
    with _naming(found.file):
        yield from found.published.rows


def _some(rows: KeyedRows, file: Source) -> KeyedRows:
    """The rows, of which there must be one."""
    empty = True
    for row in rows:
        empty = False
        yield row
    if empty:
        raise FormatError("it has no rows", "download the file again", file=file.name)


class _naming:  # noqa: N801  a context manager is used as a word
    """Puts the file's name into what is found wrong with it."""

    def __init__(self, file: Source) -> None:
        self._file = file

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _traceback: object) -> None:
        if isinstance(error, FormatError) and not error.file:
            error.file = self._file.name
