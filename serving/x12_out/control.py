"""Control numbers of the held file: others than those of the ready file.

The ready file takes the place of the file that was split. It keeps ISA13, GS06, ST02 and BHT03, so that the TA1, 999
and 277CA that answer it name what the office's system knows. The held file goes later, once its claims are corrected:
were its numbers the same, the receiver would refuse it as a repeat of the first (ISA13, GS06 and BHT03 are to be unique
between a sender and a receiver). ST02 need be unique within its group only, and stays.
"""

from __future__ import annotations

from claims.x12.verbatim import Piece

HALF = 500_000_000
"""What is added to a number of at most nine digits, so that a sender's own sequence will hardly come to it."""

TAG = "H"
MAX_REFERENCE = 30
"""Characters of BHT03 that the 837 takes."""


def another(head: Piece, position: int) -> tuple[str, str]:
    """Another control number for an ISA or GS, and the segment with it; one that is no number stays."""
    assert head.delimiters is not None
    mark = head.delimiters.element
    parts = head.raw.split(mark)
    if position >= len(parts):
        return "", head.raw
    stood = parts[position].strip()
    other = changed(stood)
    parts[position] = parts[position].replace(stood, other) if stood else parts[position]
    return other, mark.join(parts)


def changed(number: str) -> str:
    """Another number of the same width: half of all numbers away. Twice changed it is itself again."""
    if not number.isascii() or not number.isdigit() or len(number) > len(str(HALF)):
        return number
    found = (int(number) + HALF) % (2 * HALF)
    return f"{found:0{len(number)}}" if found else number


def tagged(piece: Piece) -> Piece:
    """A BHT whose reference (BHT03) is marked as that of the held claims."""
    assert piece.delimiters is not None
    mark = piece.delimiters.element
    parts = piece.raw.split(mark)
    if len(parts) < 5 or not parts[3].strip():  # noqa: PLR2004 - BHT04 is there
        return piece
    stood = parts[3].strip()
    parts[3] = parts[3].replace(stood, stood[: MAX_REFERENCE - len(TAG)] + TAG)
    return piece._replace(raw=mark.join(parts))
