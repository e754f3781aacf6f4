"""An 837 in two: the claims that may be sent, and those that must not, each in a valid file of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, NamedTuple

from claims.x12.verbatim import Piece, pieces
from serving.x12_out.control import of_ready
from serving.x12_out.envelopes import Envelope, Hierarchy, Level, Passage
from serving.x12_out.half import Half

OPENERS = frozenset(["ISA", "GS", "ST", "HL", "CLM", "SE", "GE", "IEA"])
RANKS = {"ISA": 0, "GS": 1, "ST": 2}
OPENED_BY = {"IEA": "ISA", "GE": "GS", "SE": "ST"}

MAX_OUTSIDE = 1 << 20
"""Characters between interchanges that are looked through for claims; more are held without a look."""


class Mark(NamedTuple):
    """What was found at a place of the file: a claim with its verdict, or a fault."""

    segment: int
    """That of the claim's CLM, or of the fault, counted from 1."""
    claim_id: str = ""
    """CLM01; ``""`` for a fault."""
    released: bool = False
    """Whether the claim may be sent."""
    amended: bytes = b""
    """The segments that stand in the claim's place since it was corrected (``claims.x12.amend``); ``b""`` where it was
    not."""


class OutOfStepError(Exception):
    """A claim that may be sent, or was corrected, does not stand where it was read: the file has changed since."""


class Split(NamedTuple):
    """What a split came to."""

    ready: int
    """Claims in the one file."""
    held: int
    """Claims in the other."""
    below: int
    """Claims held only because something above them could not be read: the receiver would refuse all of it."""
    doubted: tuple[int, ...] = ()
    """Where these stand: the segments of their CLM."""


def split(chunks: Iterable[bytes], marks: Iterable[Mark], ready: BinaryIO, held: BinaryIO, *, nth: int = 1) -> Split:
    """Write each claim of an 837 to one of two files, byte for byte but for those that were corrected.

    A corrected claim comes in the place of its original. Where something above it was corrected, it stands below levels
    of its own, and what follows in the file stands below those of the file again.

    Levels and envelopes stand in a file where a claim below them does. HL01, HL02 and HL04, the counts of SE, GE and
    IEA are those of the file; the held file has other control numbers (see ``control``). What belongs to no claim,
    such as a transaction that is no 837, is in neither. Memory does not grow with the file.

    Args:
        chunks: the 837 in pieces of any size.
        marks: its claims, and its faults that lose more than a field, in the order of reading. A claim without a mark
            is held.
        ready: a file opened for writing that can be wound back.
        held: another.
        nth: which ready file of these claims it is: from the second on it has control numbers of its own, too.

    Raises:
        OutOfStepError: the marks are of another file.
    """
    splitter = _Splitter(marks, Half(ready, 0, of_ready(nth)), Half(held, 1))
    for piece in pieces(chunks):
        splitter.take(piece)
    splitter.end()
    return Split(splitter.ready.claims, splitter.held.claims, len(splitter.doubted), tuple(splitter.doubted))


class _Splitter:
    """The envelopes and levels that are open, and where the segments go that are being read."""

    def __init__(self, marks: Iterable[Mark], ready: Half, held: Half) -> None:
        self.marks: Iterator[Mark] = iter(marks)
        self.next = next(self.marks, None)
        self.ready = ready
        self.held = held
        self.open: list[Envelope] = []
        self.hierarchy = Hierarchy()
        self.level: Level | None = None
        self.passage: Passage | None = None
        """Takes the segments above claims."""
        self.half: Half | None = None
        """Takes the segments of a claim."""
        self.outside = ""
        self.doubted: list[int] = []

    def take(self, piece: Piece) -> None:
        """Take the next piece of the file."""
        if piece.delimiters is None:
            self._outside(piece.raw)
            return
        self.end_of_outside()
        kind = _opens(piece.text, piece.delimiters.element)
        if not kind:
            if self.half is not None:
                self.half.add(piece)
            elif self.passage is not None:
                self.passage.add(piece)
            return
        self._up_to(piece.number)
        self.half = self.passage = None
        if kind == "CLM":
            self._claim(piece)
        elif kind == "HL":
            self.level = self.passage = self.hierarchy.open(piece)
        elif kind in RANKS:
            self._begin(piece, kind)
        else:
            self._end(piece, OPENED_BY[kind])

    def _outside(self, raw: str) -> None:
        """Text that belongs to no interchange is held where a claim is in it."""
        self.outside += raw
        if len(self.outside) > MAX_OUTSIDE:
            self.held.outside(self.outside)
            self.outside = ""

    def end_of_outside(self) -> None:
        """An interchange begins, or the file has ended."""
        if "CLM" in self.outside:
            self.held.outside(self.outside)
        self.outside = ""

    def _begin(self, piece: Piece, kind: str) -> None:
        self._close(RANKS[kind])
        envelope = Envelope(piece, kind)
        self.open.append(envelope)
        if kind == "ST":
            self.passage = envelope

    def _end(self, piece: Piece, kind: str) -> None:
        rank = RANKS[kind]
        if any(envelope.kind == kind for envelope in self.open):
            self._close(rank + 1)
            envelope = self.open.pop()
            for half in (self.ready, self.held):
                half.close(envelope, piece)
            self._forget()

    def _close(self, rank: int) -> None:
        """Close what has no trailer, from a rank down."""
        while self.open and RANKS[self.open[-1].kind] >= rank:
            envelope = self.open.pop()
            for half in (self.ready, self.held):
                half.close(envelope, None)
        self._forget()

    def _forget(self) -> None:
        self.level = None
        self.hierarchy.forget()

    def _claim(self, piece: Piece) -> None:
        assert piece.delimiters is not None
        claim_id = [*piece.text.split(piece.delimiters.element, 2), ""][1].strip()
        mark = self.next if self.next is not None and self.next.segment == piece.number else Mark(piece.number)
        ready = mark.released
        if ready or mark.amended:
            if mark.claim_id != claim_id:
                raise OutOfStepError
            self.next = next(self.marks, None)
            if ready and self._in_doubt():
                ready = False
                self.doubted.append(piece.number)
        half = self.ready if ready else self.held
        if mark.amended:
            half.corrected(tuple(self.open), self.level, piece, mark.amended)
            return  # what stood there is not written
        self.half = half
        half.enter(tuple(self.open), self.level)
        half.claim(piece)

    def _up_to(self, number: int) -> None:
        """Take the marks before a segment: a fault concerns the passage that ends there."""
        while self.next is not None and self.next.segment < number:
            if self.next.released or self.next.amended:
                raise OutOfStepError
            if self.passage is not None and not self.next.claim_id:
                self.passage.doubted |= self.next.segment >= self.passage.pieces[0].number
            self.next = next(self.marks, None)

    def _in_doubt(self) -> bool:
        """Whether something above the claim could not be read, or was too long to be kept."""
        above: list[Passage] = [*self.open]
        level = self.level
        while level is not None:
            above.append(level)
            level = level.above
        return any(passage.doubted for passage in above)

    def end(self) -> None:
        """The file has ended."""
        self.end_of_outside()
        self.ready.end()
        self.held.end()
        for mark in chain([self.next] if self.next else [], self.marks):
            if mark.released or mark.amended:
                raise OutOfStepError


def _opens(text: str, mark: str) -> str:
    """What a segment opens or ends, as the reader sees it; ``""`` for all others."""
    if text[:3] in {"CLM", "ISA", "IEA"}:
        kind = text.partition(mark)[0]
        return kind if kind in OPENERS else ""
    return text[:2] if text[2:3] == mark and text[:2] in OPENERS else ""
