"""A claim that was corrected, with the levels that are its own since then (``claims.x12.amend``), in pieces."""

from __future__ import annotations

from typing import NamedTuple

from claims.x12.verbatim import Piece
from serving.x12_out.envelopes import PARENTS, Level, Side


class Corrected(NamedTuple):
    """What stands in the place of a claim."""

    levels: list[list[Piece]]
    """The claim's own levels, from the topmost; each begins with its HL."""
    claim: list[Piece]


def corrected(opener: Piece, end: str, amended: bytes) -> Corrected:
    """Cut a corrected claim into the pieces of its levels and of itself.

    Args:
        opener: the CLM that stood there.
        end: the terminator of its segment with the line break behind it; each of the new segments gets it.
        amended: the segments, each with its terminator alone.
    """
    assert opener.delimiters is not None
    mark, terminator = opener.delimiters.element, opener.delimiters.terminator
    passages: list[list[Piece]] = []
    for at, text in enumerate(amended.decode("latin-1").split(terminator)[:-1], 1):
        if text.startswith((f"HL{mark}", f"CLM{mark}")):
            passages.append([])
        passages[-1].append(Piece(-at, text, text + end, opener.delimiters))  # no numbers of the file that was split
    return Corrected(passages[:-1], passages[-1])


def stacked(levels: list[list[Piece]], below: Level | None) -> Level | None:
    """The lowest of a claim's own levels, each below the one before it, the topmost in the place of one of the file's.

    Args:
        levels: their pieces.
        below: the level of the file under which the claim stood.
    """
    lowest = below
    for at, (head, *rest) in enumerate(levels):
        level = Level(head, None)
        if at == 0:
            while lowest is not None and lowest.at(3) != PARENTS.get(level.at(3), ""):
                lowest = lowest.above
        level.above = lowest
        level.pieces += rest
        lowest = level
    return lowest


def closed(level: Level | None, top: Level, side: Side) -> None:
    """A claim's own level was written in the place of ``top``: claims below those of the file want them again."""
    codes = [*PARENTS]
    while level is not None and level.at(3) in codes and codes.index(level.at(3)) >= codes.index(top.at(3)):
        level.numbers[side] = level.flags[side] = 0
        level = level.above
