"""A stream of CSV to rows: comma, semicolon, tab or bar between cells; UTF-8, else Windows-1252, which is told."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from claims.fault import Fault
from claims.origin import Sourced
from claims.tables.header import SEPARATOR, split
from claims.tables.rows import claims_of_rows

MAX_LINE = 1_000_000
"""Bytes of one line; a row of all columns has some thousand."""


class Lines:
    """The lines of a stream, decoded one by one."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self.is_windows = 0
        """The first line that was no UTF-8; 0 where all are."""
        self.broken = ""
        """Why the rest of the file is not read."""

    def __iter__(self) -> Iterator[str]:
        """Each line with its end."""
        rest, number = b"", 0
        for chunk in self._chunks:
            *complete, rest = (rest + chunk).split(b"\n")
            for line in complete:
                number += 1
                yield self._decoded(line, number) + "\n"
            if len(rest) > MAX_LINE:
                self.broken = "a line is too long for a row of a table"
                return
        if rest:
            yield self._decoded(rest, number + 1)

    def _decoded(self, line: bytes, number: int) -> str:
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            self.is_windows = self.is_windows or number
            return line.decode("cp1252", "replace")


def read(chunks: Iterable[bytes], name: str) -> Iterator[Sourced | Fault]:
    """The claims of a stream of CSV. Memory does not grow with the file."""
    lines = Lines(chunks)
    every = iter(lines)
    first = next((line for line in every if line.strip() and not SEPARATOR.fullmatch(line)), "")
    cells, delimiter = split(first.strip("\r\n"))
    yield from claims_of_rows(cells, _rows(every, lines, delimiter), name)
    if lines.is_windows:
        yield Fault(name, "the file is no UTF-8, and was read as Windows-1252: letters with accents may be wrong",
                    "an export as UTF-8", segment=lines.is_windows, unit="line", loses="nothing")  # fmt: skip


def _rows(every: Iterator[str], lines: Lines, delimiter: str) -> Iterator[list[str] | str]:
    """The rows, and at the end of a broken file a sentence that says so."""
    try:
        yield from csv.reader(every, delimiter=delimiter)
    except csv.Error:
        yield "a row cannot be read: a quote may not be closed; from here on the file is not read"
    if lines.broken:
        yield f"{lines.broken}; from here on the file is not read"
