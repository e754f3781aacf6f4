"""One of the two files that a split writes: envelopes and levels appear with the first claim below them."""

from __future__ import annotations

from typing import BinaryIO

from claims.x12.interchange import PADDING
from claims.x12.verbatim import Piece
from serving.x12_out.control import HELD, Numbers, another, tagged
from serving.x12_out.corrected import closed, corrected, stacked
from serving.x12_out.envelopes import Envelope, Level, Side

RANKS = {"ISA": 0, "GS": 1, "ST": 2}
TRAILERS = {"ISA": "IEA", "GS": "GE", "ST": "SE"}
CONTROL = {"ISA": 13, "GS": 6, "ST": 2}
"""Where the control number stands."""


UNNUMBERED = -1
"""For HL01 of a level that stands outside of any transaction, and is written as it stood."""


class _Open:
    """An envelope that was written here and has no trailer yet."""

    __slots__ = ("control", "envelope", "levels", "parts")

    def __init__(self, envelope: Envelope, control: str) -> None:
        self.envelope = envelope
        self.control = control
        self.parts = 0
        """Groups of an ISA, transactions of a GS, segments of an ST."""
        self.levels = 0


class Half:
    """A file in the making."""

    def __init__(self, out: BinaryIO, side: Side, numbers: Numbers | None = None) -> None:
        """Begin an empty file.

        Args:
            out: can be wound back: whether a level has another below it (HL04) is known only when that one comes.
            side: the ready file keeps the control numbers, the held file gets others.
            numbers: how those of a ready file differ that is not the first.
        """
        self.numbers = HELD if side else numbers
        self.out = out
        self.side: Side = side
        self.claims = 0
        self.written = 0
        """Bytes."""
        self._open: list[_Open] = []
        self._number = 0
        """Of the piece that was written last."""
        self._own: tuple[list[list[Piece]], Level | None] | None = None
        """Of the claim that was written last the levels of its own, and the level of the file below which it stood."""

    def enter(self, envelopes: tuple[Envelope, ...], level: Level | None) -> None:
        """Write what stands above a claim, as far as it is not there yet."""
        self._enter(envelopes)
        self._own = None
        if level is not None:
            self._level(level)

    def corrected(self, envelopes: tuple[Envelope, ...], level: Level | None, opener: Piece, amended: bytes) -> None:
        """Write a claim as it was corrected, below levels of its own where it has some.

        Args:
            envelopes: those that are open.
            level: the one of the file below which it stood.
            opener: the CLM that stood there.
            amended: its segments (``Mark.amended``).
        """
        assert opener.delimiters is not None
        levels, claim = corrected(opener, _end(opener, opener.delimiters.terminator), amended)
        if not levels:
            self.enter(envelopes, level)
        elif self._own is None or self._own[:2] != (levels, level):
            self.enter(envelopes, None)
            self._level_of_its_own(levels, level)
        self.claims += 1
        for piece in claim:
            self.add(piece)

    def _level_of_its_own(self, levels: list[list[Piece]], level: Level | None) -> None:
        lowest = top = stacked(levels, level)
        assert lowest is not None
        assert top is not None
        self._level(lowest)
        for _ in levels[1:]:
            top = top.above or top
        closed(level, top, self.side)
        self._own = levels, level

    def _enter(self, envelopes: tuple[Envelope, ...]) -> None:
        for envelope in envelopes:
            rank = RANKS[envelope.kind]
            if not any(opened.envelope is envelope for opened in self._open):
                self._close_from(rank)
                self._begin(envelope)

    def claim(self, piece: Piece) -> None:
        """Write the CLM of a claim."""
        self.claims += 1
        self.add(piece)

    def add(self, piece: Piece) -> None:
        """Write a segment as it stands."""
        if self._open and piece.number != self._number and piece.number:
            self._open[-1].parts += self._open[-1].envelope.kind == "ST"
        self._number = piece.number
        raw = piece.raw
        if piece.delimiters and piece.text and piece.delimiters.terminator not in raw[len(piece.text) :]:
            raw += piece.delimiters.terminator  # the file ended here
        self._write(raw)

    def outside(self, raw: str) -> None:
        """Write text that belongs to no interchange."""
        self._close_from(0)
        self._write(raw)

    def close(self, envelope: Envelope, trailer: Piece | None) -> None:
        """Write the trailer of an envelope, where the envelope is here: with the counts and the number of this file.

        Args:
            envelope: that ends.
            trailer: SE, GE or IEA as it stood; ``None`` where it is missing.
        """
        if any(opened.envelope is envelope for opened in self._open):
            self._close_from(RANKS[envelope.kind] + 1)
            self._trailer(trailer)

    def end(self) -> None:
        """Close what is open."""
        self._close_from(0)

    def _close_from(self, rank: int) -> None:
        while self._open and RANKS[self._open[-1].envelope.kind] >= rank:
            self._trailer(None)

    def _trailer(self, stood: Piece | None) -> None:
        opened = self._open.pop()
        marks, kind = opened.envelope.delimiters, opened.envelope.kind
        end = _end(stood or opened.envelope.pieces[0], marks.terminator)
        count = opened.parts + 1 if kind == "ST" else opened.parts
        self._write(marks.element.join([TRAILERS[kind], str(count), opened.control]) + end)

    def _begin(self, envelope: Envelope) -> None:
        control = envelope.at(CONTROL[envelope.kind])
        if self._open and RANKS[self._open[-1].envelope.kind] == RANKS[envelope.kind] - 1:
            self._open[-1].parts += 1
        head, *rest = envelope.pieces
        if self.numbers and envelope.kind != "ST":
            control, raw = another(head, CONTROL[envelope.kind], self.numbers)
            head = head._replace(raw=raw)
        self._open.append(_Open(envelope, control))
        for piece in [head, *rest]:
            self.add(tagged(piece, self.numbers) if self.numbers and piece.text[:3] == "BHT" else piece)

    def _level(self, level: Level) -> None:
        """Write an HL with all above it, where it is not there yet."""
        if level.numbers[self.side]:
            return
        if level.above is not None:
            self._level(level.above)
            self._has_child(level.above)
        transaction = self._open[-1] if self._open and self._open[-1].envelope.kind == "ST" else None
        head, *rest = level.pieces
        level.numbers[self.side] = UNNUMBERED
        if transaction is not None:
            transaction.levels += 1
            level.numbers[self.side] = transaction.levels
            head = self._numbered(level, head)
        self.add(head)
        for piece in rest:
            self.add(piece)

    def _numbered(self, level: Level, head: Piece) -> Piece:
        """The HL with its new number, its parent's, and no child so far."""
        elements = [*level.elements(), "", "", "", ""]
        elements = elements[: max(5, len(level.elements()))]
        elements[1] = str(level.numbers[self.side])
        if level.above is not None:
            elements[2] = str(level.above.numbers[self.side])
        mark, terminator = level.delimiters.element, level.delimiters.terminator
        elements[4] = "0"
        level.flags[self.side] = self.written + len(mark.join(elements[:4])) + len(mark)
        text = mark.join(elements)
        return head._replace(text=text, raw=text + _end(head, terminator))

    def _has_child(self, level: Level) -> None:
        if at := level.flags[self.side]:
            self.out.seek(at)
            self.out.write(b"1")
            self.out.seek(self.written)
            level.flags[self.side] = 0

    def _write(self, raw: str) -> None:
        self.out.write(raw.encode("latin-1"))
        self.written += len(raw)


def _end(piece: Piece, terminator: str) -> str:
    """The terminator of a segment and the line break around it."""
    body = piece.raw.rstrip(terminator + PADDING)
    before, found, after = piece.raw[len(body) :].lstrip(" ").partition(terminator)
    if not found:
        return terminator + before
    return "".join(sign for sign in before if sign in "\r\n") + found + after  # what else stood there was no break
