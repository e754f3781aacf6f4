"""From bytes to segments: delimiters, line breaks, several interchanges in one file.

Segments come in runs, a list for each chunk of the file, because a generator that yields every single one costs more
than the splitting itself. Bytes are taken as Latin-1: each is one character, none is refused. UTF-8 names are mended
where they are used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from claims.fault import Fault
from claims.nul import NUL, SUBSTITUTE

MAX_SEGMENT = 65_536
"""Characters that a segment may have. The longest that the guides allow has well under two thousand."""

MAX_HEADER = 400
"""Characters within which an ISA must show its sixteen elements. A right one has 106."""

START = re.compile(r"ISA(?=[^A-Za-z0-9 \t\r\n])")
PADDING = f"{NUL}\x1a\x0c \t\r\n"
BYTE_ORDER_MARK = "\xef\xbb\xbf"

OF_CLAIMS = ("CLM", "CLP", "STC")
"""What shows that text between interchanges held claims, answers or acknowledgements."""


class Delimiters(NamedTuple):
    """The characters that cut an interchange into pieces, as its ISA declares them."""

    element: str
    repetition: str
    component: str
    terminator: str


class Run(NamedTuple):
    """Consecutive segments of one interchange, without terminators and line breaks.

    The first run of an interchange begins with its ISA. A segment of more than ``MAX_SEGMENT`` characters stands
    as ``""``, and SUB (0x1A) in place of each NUL character.
    """

    delimiters: Delimiters
    first: int
    """Number of the first of them in the file, counted from 1."""
    segments: list[str]


def runs(chunks: Iterable[bytes], name: str) -> Iterator[Run | Fault]:
    """Cut a stream into segments; text that belongs to no interchange comes as a fault.

    Args:
        chunks: the file's bytes in pieces of any size; pieces of up to 64 KiB keep memory flat.
        name: what faults call the file.
    """
    splitter = _Splitter(name)
    for chunk in chunks:
        for start in range(0, len(chunk), MAX_SEGMENT):
            splitter.text += chunk[start : start + MAX_SEGMENT].decode("latin-1")
            yield from splitter.cut()
    splitter.ended = True
    yield from splitter.cut()


class _Splitter:
    """What is known between two chunks: the text not yet cut, the delimiters in force, the count of segments."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.text = ""
        self.ended = False
        self.number = 0
        self.delimiters: Delimiters | None = None
        self.overlong = False
        self.padding = PADDING
        self.outside = 0
        self.outside_claims = False

    def cut(self) -> Iterator[Run | Fault]:
        """Yield all that is complete in the text."""
        while self.text or self.outside:
            found = self._between() if self.delimiters is None else self._within(self.delimiters)
            if found is None:
                return
            yield found

    def _between(self) -> Run | Fault | None:
        """Find the next ISA and its delimiters; ``None`` when more text is needed, or none is left."""
        start = START.search(self.text)
        self._pass_over(start.start() if start else len(self.text) if self.ended else max(0, len(self.text) - 3))
        if self.outside and (start or self.ended):
            return self._passed_over()
        if start is None or (len(self.text) < MAX_HEADER and not self.ended):
            return None
        found = opened(self.text[:MAX_HEADER])
        if found is None:
            self.number += 1
            self.text = self.text[3:]
            return Fault(
                self.name,
                "the interchange header cannot be read",
                expected="an ISA of 106 characters: sixteen elements, the component separator, the segment terminator",
                segment=self.number,
                element="ISA",
                loses="interchange",
            )
        self.delimiters, header, end = found
        self.text = self.text[end:]
        self.padding = PADDING + self.delimiters.terminator
        return self._run(self.delimiters, [header])

    def _within(self, delimiters: Delimiters) -> Run | None:
        """Cut up to the end of the interchange, or to the last terminator that is there."""
        terminator = delimiters.terminator
        whole, tail = self.text, ""
        if not self.ended:
            whole, found, tail = self.text.rpartition(terminator)
            if not found:
                self.overlong = self.overlong or len(tail) > MAX_SEGMENT
                self.text = "" if self.overlong else tail
                return None
        flat = without_breaks(whole, terminator).replace(NUL, SUBSTITUTE)
        segments = flat.split(terminator)
        if f"{terminator} " in flat or flat[:1] == " ":
            segments = [segment.lstrip() for segment in segments]
        if self.overlong:
            segments[0], self.overlong = "", False
            overlong, segments = [""], segments[1:]
        else:
            overlong = []
        end = _end_of_interchange(segments) if "IEA" in flat or "ISA" in flat else None
        if end is None:
            self.text = tail
        else:
            del segments[end:]
            rest = whole.split(terminator, end + len(overlong))[end + len(overlong) :]
            self.text = "".join(rest) if self.ended else "".join(rest) + terminator + tail
        if end is not None or self.ended:
            self.delimiters = None
        return self._run(delimiters, overlong + [segment for segment in segments if segment and not segment.isspace()])

    def _run(self, delimiters: Delimiters, segments: list[str]) -> Run:
        first = self.number + 1
        self.number += len(segments)
        return Run(delimiters, first, segments)

    def _pass_over(self, length: int) -> None:
        """Leave out text between interchanges; padding is not worth a word."""
        passed = self.text[:length].strip(self.padding).removeprefix(BYTE_ORDER_MARK)
        self.outside += len(passed)
        self.outside_claims = self.outside_claims or any(tag in passed for tag in OF_CLAIMS)
        self.text = self.text[length:]

    def _passed_over(self) -> Fault:
        found, loses = f"{self.outside} characters", "interchange" if self.outside_claims else "nothing"
        self.outside, self.outside_claims = 0, False
        return Fault(
            self.name,
            "text that belongs to no interchange was passed over",
            expected="an interchange begins with ISA and ends with IEA",
            found=found,
            segment=self.number,
            loses=loses,
        )


def opened(text: str) -> tuple[Delimiters, str, int] | None:
    """Delimiters, header without line breaks, and where the text after its terminator begins; ``None`` if broken."""
    element, at = text[3], -1
    for _ in range(16):
        at = text.find(element, at + 1)
        if at < 0:
            return None
    rest = text[at + 1 :].lstrip("\r\n")
    if len(rest) < 2:  # noqa: PLR2004 - the component separator and the terminator
        return None
    component, terminator = rest[0], rest[1]
    end = len(text) - len(rest) + 2
    if text[end - 1 : end + 1] == "\r\n":
        terminator, end = "\n", end + 1
    header = without_breaks(text[: len(text) - len(rest) + 1], "").replace(NUL, " ")  # both fill elements up
    repetition = header.split(element)[11].strip()
    marks = {element, component, terminator}
    if len(marks) < 3 or any(mark.isalnum() or mark in {" ", NUL} for mark in marks):  # noqa: PLR2004 - all different
        return None
    return Delimiters(element, "" if repetition.isalnum() else repetition, component, terminator), header, end


def without_breaks(text: str, terminator: str) -> str:
    """The text without CR and LF, unless one of them ends the segments."""
    for mark in "\r\n":
        if mark != terminator and mark in text:
            text = text.replace(mark, "")
    return text


def _end_of_interchange(segments: list[str]) -> int | None:
    """How many segments still belong to this interchange; ``None`` when neither its IEA nor another ISA is there."""
    for at, segment in enumerate(segments):
        if segment[:3] == "IEA":
            return at + 1
        if segment[:3] == "ISA" and START.match(segment):
            return at
    return None
