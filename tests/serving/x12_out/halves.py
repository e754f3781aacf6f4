"""Splitting in memory, and looking at both halves with eyes other than the splitter's."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import claims
from claims.canonical import encode
from claims.fault import Fault
from claims.origin import Sourced
from claims.x12.verbatim import pieces
from serving.x12_out import Mark, Split, split

BEHIND_A_CLAIM = ("CLM", "HL", "SE", "GE", "IEA", "ISA", "GS", "ST")


class Halves(NamedTuple):
    """Both files and what the split says of itself."""

    ready: bytes
    held: bytes
    said: Split


def divided(data: bytes, may_go: Callable[[Sourced], bool]) -> Halves:
    """Split a file: readable claims go where ``may_go`` says, all others are held."""
    marks = []
    for item in claims.read_stream([data], "a.837"):
        if isinstance(item, Sourced):
            marks.append(Mark(item.origin.segment, item.claim.claim_id, may_go(item)))
        elif item.loses not in {"field", "nothing"}:
            marks.append(Mark(item.segment))
    ready, held = io.BytesIO(), io.BytesIO()
    said = split([data], marks, ready, held)
    return Halves(ready.getvalue(), held.getvalue(), said)


def read(data: bytes) -> tuple[list[Sourced], list[Fault]]:
    """Claims and faults."""
    found = list(claims.read_stream([data], "a.837")) if data else []
    return [one for one in found if isinstance(one, Sourced)], [one for one in found if isinstance(one, Fault)]


def canonical(data: bytes) -> Counter[bytes]:
    """The canonical claims of a file, counted."""
    return Counter(encode(one.claim) for one in read(data)[0])


def loops(data: bytes) -> Counter[str]:
    """The claim loops as they stand in the file, each from its CLM to what comes behind it, counted."""
    found: list[str] = []
    inside = False
    for piece in pieces([data]):
        name = piece.text.partition(piece.delimiters.element)[0] if piece.delimiters else "ISA"
        inside = name == "CLM" or (inside and name not in BEHIND_A_CLAIM)
        if name == "CLM":
            found.append("")
        if inside:
            found[-1] += piece.raw
    return Counter(loop.rstrip("~\r\n ") for loop in found)
