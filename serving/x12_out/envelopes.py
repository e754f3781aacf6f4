"""What stands above the claims of a file: envelopes and levels, kept as they stood until a claim below is written."""

from __future__ import annotations

from typing import Literal

from claims.x12.interchange import Delimiters
from claims.x12.verbatim import Piece

Side = Literal[0, 1]
"""Which of the two files: 0 ready, 1 held."""

MAX_SEGMENTS = 20_000
"""Segments that a level, or the head of a transaction, may have."""

MAX_LEVELS = 4_096
"""How many HLs of its level back a parent may stand, as for the reader."""

PARENTS = {"20": "", "22": "20", "23": "22"}
"""Level codes (HL03) of an 837, each with that of its parent."""


class Passage:
    """Consecutive segments as they stood, from one that opens something."""

    __slots__ = ("delimiters", "doubted", "pieces")

    def __init__(self, opener: Piece) -> None:
        assert opener.delimiters is not None
        self.delimiters: Delimiters = opener.delimiters
        self.pieces: list[Piece] = [opener]
        self.doubted = False
        """Whether something in it could not be read, or it was too long to be kept: no claim below may be sent."""

    def add(self, piece: Piece) -> None:
        """Take the next segment."""
        if len(self.pieces) < MAX_SEGMENTS:
            self.pieces.append(piece)
        else:
            self.doubted = True

    def elements(self) -> list[str]:
        """Those of the segment that opens it."""
        return self.pieces[0].text.split(self.delimiters.element)

    def at(self, position: int) -> str:
        """An element of the segment that opens it, counted from 1; ``""`` where the segment ends before."""
        elements = self.elements()
        return elements[position].strip() if position < len(elements) else ""


class Envelope(Passage):
    """ISA, GS, or ST with what follows it up to the first HL."""

    __slots__ = ("kind",)

    def __init__(self, opener: Piece, kind: str) -> None:
        super().__init__(opener)
        self.kind = kind


class Level(Passage):
    """An HL with its segments up to the next HL or claim."""

    __slots__ = ("above", "flags", "numbers")

    def __init__(self, opener: Piece, above: Level | None) -> None:
        super().__init__(opener)
        self.above = above
        self.numbers = [0, 0]
        """HL01 on each side; 0 where it is not written."""
        self.flags = [0, 0]
        """Where on each side its HL04 stands in the file, while that is 0; 0 where it is 1 or not written."""


class Hierarchy:
    """The levels of the open transaction that others may name as their parent, by level code and HL01."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, Level]] = {"20": {}, "22": {}}

    def open(self, opener: Piece) -> Level:
        """Take an HL."""
        level = Level(opener, None)
        own, parent, code = level.at(1), level.at(2), level.at(3)
        if code == "20" and own in self.known["20"]:
            self.forget()  # the ids begin anew
        level.above = self.known.get(PARENTS.get(code, ""), {}).get(parent)
        if (known := self.known.get(code)) is not None:
            if len(known) >= MAX_LEVELS:
                del known[next(iter(known))]
            known.pop(own, None)
            known[own] = level
        return level

    def forget(self) -> None:
        """From here on no HL above is a parent."""
        for known in self.known.values():
            known.clear()
