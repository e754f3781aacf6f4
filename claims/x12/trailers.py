"""What the trailers of a file say, looked up before its claims are read.

A wrong count or control number in SE, GE or IEA makes the receiver refuse all that the envelope holds, and stands
behind the claims that it concerns. So a file is looked through first: quickly, by finding trailers and counting
terminators; and segment by segment, as the reader counts them, only where that does not come out right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import BinaryIO

from claims.fault import Fault
from claims.x12.envelope import Envelope
from claims.x12.interchange import MAX_HEADER, START, opened, runs

CHUNK = 1 << 18
"""Bytes looked through at a time."""

OF_TRAILERS = frozenset(["SE", "SE01", "SE02", "GE", "GE01", "GE02", "IEA", "IEA01", "IEA02"])
"""The elements of faults that concern all claims of an envelope; a trailer without number is missing."""

Foretold = Mapping[int, tuple[Fault, ...]]
"""For each transaction of the file that is concerned, counted from 1, what is wrong with the envelopes around it."""


def foretell(file: BinaryIO, name: str) -> Foretold:
    """What is wrong with the envelopes of a file of X12, from where it stands.

    Args:
        file: can be wound back; it is left at its end.
        name: what faults call the file.
    """
    start = file.tell()
    if _agree(file):
        return {}
    file.seek(start)
    return disagreements(iter(lambda: file.read(CHUNK), b""), name)


def disagreements(chunks: Iterable[bytes], name: str) -> Foretold:
    """The same, segment by segment."""
    envelope = Envelope(name)
    found: dict[int, tuple[Fault, ...]] = {}
    first = {"ISA": 1, "GS": 1, "ST": 1}
    number = 0

    def note(faults: Iterable[Fault]) -> None:
        for fault in faults:
            if fault.element in OF_TRAILERS:
                opener = {"SE": "ST", "GE": "GS", "IEA": "ISA"}[fault.element.rstrip("012")]
                for transaction in range(first[opener], envelope.transaction + 1):
                    found[transaction] = (*found.get(transaction, ()), fault)

    for run in runs(chunks, name):
        if isinstance(run, Fault):
            continue
        for number, segment in enumerate(run.segments, run.first):
            elements = segment.split(run.delimiters.element, 16)
            kind = elements[0]
            if kind in {"ISA", "GS", "ST"}:
                note(envelope.end(kind, number))
                first[kind] = envelope.transaction + 1
                note(envelope.begin(elements, number))
            elif kind in {"SE", "GE", "IEA"}:
                note(envelope.trail(elements, number))
    note(envelope.end("ISA", number))
    return found


def _agree(file: BinaryIO) -> bool:
    """Whether the trailers are right for certain; ``False`` asks for a closer look."""
    ahead = _Ahead(file)
    if not ahead.marks:
        return False
    groups = transactions = 0
    interchange = group = b""
    while elements := ahead.segment():
        kind = elements[0]
        if kind == b"ISA" and not interchange and len(elements) > 13:  # noqa: PLR2004 - ISA13
            interchange, groups = elements[13].strip(), 0
        elif kind == b"GS" and interchange and not group and len(elements) > 6:  # noqa: PLR2004 - GS06
            group, transactions, groups = elements[6], 0, groups + 1
        elif kind == b"ST" and group and len(elements) > 2:  # noqa: PLR2004 - ST02
            transactions += 1
            if ahead.pass_over() != [b"SE", b"%d" % (ahead.passed + 2), elements[2]]:
                return False
        elif elements == [b"GE", b"%d" % transactions, group]:
            group = b""
        elif elements == [b"IEA", b"%d" % groups, interchange] and not group:
            interchange = b""
        else:
            return False
    return not interchange and not group


class _Ahead:
    """A file that is looked through."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.text = file.read(CHUNK)
        self.at = 0
        self.passed = 0
        """Segments between the last ST and its SE."""
        self.marks: tuple[bytes, bytes] | None = None
        """Element separator and terminator; ``None`` where no ISA is seen at once."""
        head = self.text[: MAX_HEADER * 2].decode("latin-1")
        start = START.search(head)
        found = opened(head[start.start() : start.start() + MAX_HEADER]) if start else None
        if found and start:
            self.at = start.start()
            self.marks = (
                found[0].element.encode("latin-1"),
                found[0].terminator.encode("latin-1"),
            )
            behind = self.text[start.start() + found[2] :]
            self.gap = b"\r\n" if behind.startswith(b"\r\n") else b"\n" if behind.startswith(b"\n") else b""

    def segment(self) -> list[bytes]:
        """The elements of the next segment; none at the end of the file, or where no segment ends within reason."""
        assert self.marks is not None
        mark, terminator = self.marks
        while (end := self.text.find(terminator, self.at)) < 0:
            more = self.file.read(CHUNK)
            self.text, self.at = self.text[self.at :] + more, 0
            if not more or len(self.text) > 2 * CHUNK:
                return [rest] if (rest := self.text.strip()) else []
        found = self.text[self.at : end].strip(b"\r\n")
        self.at = end + len(terminator)
        return found.split(mark)

    def pass_over(self) -> list[bytes]:
        """Pass over the segments up to the next SE, counting them, and give its elements."""
        assert self.marks is not None
        mark, terminator = self.marks
        wanted = terminator + self.gap + b"SE" + mark
        self.passed = 0
        while (end := self.text.find(wanted, self.at)) < 0:
            more = self.file.read(CHUNK)
            if not more:
                return []
            left = max(self.at, len(self.text) - len(wanted))
            self.passed += self.text.count(terminator, self.at, left)
            self.text, self.at = self.text[left:] + more, 0
        self.passed += self.text.count(terminator, self.at, end + 1)
        self.at = end + 1
        return self.segment()
