"""Control numbers of the held file, and of later ready files: others than those of the first ready file.

The ready file takes the place of the file that was split. It keeps ISA13, GS06, ST02 and BHT03, so that the TA1, 999
and 277CA that answer it name what the office's system knows. The held file goes later, once its claims are corrected:
were its numbers the same, the receiver would refuse it as a repeat of the first (ISA13, GS06 and BHT03 are to be unique
between a sender and a receiver). The same holds for a second ready file of the same batch. ST02 need be unique within
its group only, and stays.
"""

from __future__ import annotations

from typing import NamedTuple

from claims.x12.verbatim import Piece

HALF = 500_000_000
"""What is added to a number of at most nine digits, so that a sender's own sequence will hardly come to it."""

STEP = 10_000_000
"""What is added for each ready file of a batch after its first."""

MAX_REFERENCE = 30
"""Characters of BHT03 that the 837 takes."""


class Numbers(NamedTuple):
    """How the numbers of a file differ from those of the file that was split."""

    by: int
    """What is added."""
    tag: str
    """What BHT03 ends in."""


HELD = Numbers(HALF, "H")


def of_ready(nth: int) -> Numbers | None:
    """Those of the ready file that is taken as the nth of a batch; ``None`` where they stay as they are."""
    return Numbers((nth - 1) * STEP, f"R{nth}") if nth > 1 else None


def another(head: Piece, position: int, numbers: Numbers) -> tuple[str, str]:
    """Another control number for an ISA or GS, and the segment with it; one that is no number stays."""
    assert head.delimiters is not None
    mark = head.delimiters.element
    parts = head.raw.split(mark)
    if position >= len(parts):
        return "", head.raw
    stood = parts[position].strip()
    other = changed(stood, numbers.by)
    parts[position] = parts[position].replace(stood, other) if stood else parts[position]
    return other, mark.join(parts)


def changed(number: str, by: int = HALF) -> str:
    """Another number of the same width; half of all numbers away it is itself again when it is changed twice."""
    if not number.isascii() or not number.isdigit() or len(number) > len(str(HALF)):
        return number
    found = (int(number) + by) % (2 * HALF)
    return f"{found:0{len(number)}}" if found else number


def tagged(piece: Piece, numbers: Numbers) -> Piece:
    """A BHT whose reference (BHT03) is marked as that of another file."""
    assert piece.delimiters is not None
    mark = piece.delimiters.element
    parts = piece.raw.split(mark)
    if len(parts) < 5 or not parts[3].strip():  # noqa: PLR2004 - BHT04 is there
        return piece
    stood = parts[3].strip()
    parts[3] = parts[3].replace(stood, stood[: MAX_REFERENCE - len(numbers.tag)] + numbers.tag)
    return piece._replace(raw=mark.join(parts))
