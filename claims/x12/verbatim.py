"""A file of X12 in pieces that together are the file, byte for byte, numbered as the reader numbers its segments.

Whoever takes a file apart and writes parts of it elsewhere needs the bytes; whoever reads claims does not, and
``claims.x12.interchange`` gives it texts in runs, which is quicker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from claims.nul import NUL, SUBSTITUTE
from claims.x12.interchange import (
    BYTE_ORDER_MARK,
    MAX_HEADER,
    MAX_SEGMENT,
    PADDING,
    START,
    Delimiters,
    opened,
    without_breaks,
)


class Piece(NamedTuple):
    """One segment with its terminator and the line break behind it; or text that belongs to no interchange."""

    number: int
    """Which segment of the file, counted from 1, as the reader counts; 0 outside of interchanges. A segment that is too
    long to be one comes in several pieces of the same number."""
    text: str
    """As the reader sees it; ``""`` outside of interchanges, and where the segment is too long to be one."""
    raw: str
    """As it stands in the file: each character is one byte (Latin-1)."""
    delimiters: Delimiters | None
    """Those of its interchange."""


def pieces(chunks: Iterable[bytes]) -> Iterator[Piece]:
    """Cut a stream into its segments and what stands between them. Memory does not grow with the stream."""
    cutter = _Cutter()
    for chunk in chunks:
        for start in range(0, len(chunk), MAX_SEGMENT):
            cutter.text += chunk[start : start + MAX_SEGMENT].decode("latin-1")
            yield from cutter.cut()
    cutter.ended = True
    yield from cutter.cut()
    if cutter.last is not None:
        yield cutter.last


class _Cutter:
    """What is known between two chunks. The last piece waits, since line breaks may follow that belong to it."""

    def __init__(self) -> None:
        self.text = ""
        self.ended = False
        self.number = 0
        self.delimiters: Delimiters | None = None
        self.overlong = False
        self.last: Piece | None = None

    def cut(self) -> Iterator[Piece]:
        """Yield all that is complete in the text."""
        more = True
        while more and self.text:
            found, more = self._between() if self.delimiters is None else self._within(self.delimiters)
            for piece in found:
                if self.last is not None:
                    yield self.last
                self.last = piece

    def _between(self) -> tuple[list[Piece], bool]:
        """The pieces up to the next ISA and its header, and whether to go on."""
        start = START.search(self.text)
        length = start.start() if start else len(self.text) if self.ended else max(0, len(self.text) - 3)
        found = [] if not length else self._outside(length)
        if start is None or (len(self.text) < MAX_HEADER and not self.ended):
            return found, False
        header = opened(self.text[:MAX_HEADER])
        if header is None:
            self.number += 1
            return [*found, *self._outside(3)], True
        self.delimiters, text, end = header
        self.number += 1
        found.append(Piece(self.number, text, self.text[:end], self.delimiters))
        self.text = self.text[end:]
        return found, True

    def _outside(self, length: int) -> list[Piece]:
        raw, self.text = self.text[:length], self.text[length:]
        terminator = self.last.delimiters.terminator if self.last and self.last.delimiters else ""
        found: list[Piece] = []
        if raw.strip(PADDING + terminator).removeprefix(BYTE_ORDER_MARK):
            found.append(Piece(0, "", raw, None))
        else:
            self._append(found, raw)
        return found

    def _within(self, delimiters: Delimiters) -> tuple[list[Piece], bool]:
        """The segments up to the end of the interchange, or to the last terminator that is there; whether to go on."""
        terminator = delimiters.terminator
        raws = self.text.split(terminator)
        tail = raws.pop()
        if not raws and not self.ended:
            return self._overlong(delimiters), False
        found: list[Piece] = []
        at = 0
        for part in [*raws, tail] if self.ended else raws:
            text = without_breaks(part, terminator).replace(NUL, SUBSTITUTE).lstrip()
            if text[:3] == "ISA" and START.match(text) and not self.overlong:
                break
            raw = self.text[at : at + len(part) + 1]
            at += len(raw)
            if self.overlong:
                self.overlong = False
                found.append(Piece(self.number, "", raw, delimiters))
                continue
            blank = len(raw) if not text else len(raw) - len(raw.lstrip("\r\n "))
            if blank:
                self._append(found, raw[:blank])
            if text:
                self.number += 1
                found.append(Piece(self.number, text, raw[blank:], delimiters))
            if text[:3] == "IEA":
                break
        else:
            self.text = "" if self.ended else tail
            return found, False
        self.text = self.text[at:]
        self.delimiters = None
        return found, True

    def _append(self, found: list[Piece], raw: str) -> None:
        """Blanks belong to the piece that they follow."""
        if found:
            found[-1] = found[-1]._replace(raw=found[-1].raw + raw)
        elif self.last is not None:
            self.last = self.last._replace(raw=self.last.raw + raw)
        else:
            found.append(Piece(0, "", raw, None))

    def _overlong(self, delimiters: Delimiters) -> list[Piece]:
        """What has no terminator within reason is passed on as it comes."""
        if len(self.text) <= MAX_SEGMENT and not self.overlong:
            return []
        if not self.overlong:
            self.overlong = True
            self.number += 1
        raw, self.text = self.text, ""
        return [Piece(self.number, "", raw, delimiters)]
