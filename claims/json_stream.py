"""A stream of JSON cut into its claims, so that memory does not grow with the file and a broken one costs only itself.

Three shapes are met: a claim a line (NDJSON), an array of claims, claims one after the other over several lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

MAX_CLAIM = 4_000_000
"""Bytes that one claim may have; one of 5,000 lines has half of that."""

MAX_DEPTH = 32
"""How deep brackets may be nested; a claim needs seven."""

TOKENS = re.compile(rb'"[^"\\\n]*(?:\\.[^"\\\n]*)*"|["{}\[\]\n]')
BLANK = b" \t\r\n"

Piece = tuple[int, bytes | str]
"""The line where it begins, counted from 1, and the text of a claim, or what is wrong with it."""


def pieces(chunks: Iterable[bytes]) -> Iterator[Piece]:
    """Cut a stream, which begins with a brace or a bracket, into the texts of claims."""
    rest = iter(chunks)
    start = b""
    for chunk in rest:
        start += chunk
        if b"\n" in start.lstrip(BLANK) or len(start) > MAX_CLAIM:
            break
    start = start.removeprefix(b"\xef\xbb\xbf")
    first = start.lstrip(BLANK).partition(b"\n")[0].rstrip()
    whole = chain([start], rest)
    return lines(whole) if first.startswith(b"{") and first.endswith(b"}") else Document().pieces(whole)


def lines(chunks: Iterable[bytes], most: int = MAX_CLAIM) -> Iterator[Piece]:
    """NDJSON, of lines of at most so many bytes."""
    number, rest, overlong = 1, b"", False
    for chunk in chunks:
        *complete, rest = (rest + chunk).split(b"\n")
        for line in complete:
            if line.strip() and not overlong:
                yield number, line if len(line) <= most else "the line is too long for a claim"
            overlong = False
            number += 1
        if len(rest) > most:
            if not overlong:
                yield number, "the line is too long for a claim"
            overlong, rest = True, b""
    if rest.strip() and not overlong:
        yield number, rest


class Document:
    """Arrays, and claims over several lines: braces are counted, strings are passed over."""

    def __init__(self) -> None:
        self.text = b""
        self.at = 0
        self.line = 1
        self.depth = 0
        self.base = 0
        """The depth at which claims begin: 1 within an array."""
        self.deepest = 0
        self.begins: int | None = None
        self.begins_line = 1

    def pieces(self, chunks: Iterable[bytes]) -> Iterator[Piece]:
        """Cut a stream into objects."""
        for chunk in chunks:
            self.text += chunk
            yield from self._scan(ended=False)
            if len(self.text) > MAX_CLAIM and self.begins is not None:
                yield self.begins_line, "a claim does not end, or is too long: from here on the file is not read"
                return
        yield from self._scan(ended=True)
        if self.begins is not None:
            count = self.text.count(b'"claim_id"')
            yield self.begins_line, f"the JSON breaks off: {count} claims from here to the end are not read"
        elif self.text[self.at :].strip(BLANK + b","):
            yield self.line, "this is no claim"
        if self.base and self.begins is None:
            yield self.line, "the array does not end: claims may be missing"

    def _scan(self, *, ended: bool) -> Iterator[Piece]:
        """Yield the claims that are complete, and keep what is not."""
        for token in TOKENS.finditer(self.text, self.at):
            mark, start = token[0], token.start()
            if mark == b'"' and not ended and b"\n" not in self.text[start:]:
                break  # the string may go on in the next chunk
            if self.begins is None and (self.text[self.at : start].strip(BLANK + b",") or mark[:1] == b'"'):
                yield self.line, "this is no claim"
            self.at = token.end()
            if mark == b"\n":
                self.line += 1
            elif mark in {b"{", b"["}:
                self._open(mark, start)
            elif mark in {b"}", b"]"}:
                yield from self._shut()
        keep = self.at if self.begins is None else self.begins
        self.text = self.text[keep:]
        self.at -= keep
        self.begins = None if self.begins is None else 0

    def _open(self, mark: bytes, start: int) -> None:
        if self.begins is None:
            if mark == b"[" and self.depth == self.base == 0:
                self.base = 1
            else:
                self.begins, self.begins_line, self.deepest = start, self.line, 0
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)

    def _shut(self) -> Iterator[Piece]:
        self.depth = max(0, self.depth - 1)
        if self.begins is not None and self.depth == self.base:
            deep = self.deepest > MAX_DEPTH
            yield self.begins_line, "the JSON is nested too deep" if deep else self.text[self.begins : self.at]
            self.begins = None
        elif self.depth < self.base:
            self.base = 0
