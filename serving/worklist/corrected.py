"""A claim with changes, as it would be read from its own file: what rules look at beside a claim changes with it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from claims.claim import Claim
from claims.fault import Fault
from claims.origin import Origin, Passage, Sourced
from claims.x12.amend import CannotAmend, amended
from claims.x12.amending.proof import read_back, remarks

BEFORE = 2
"""Segments that :func:`read_back` sets before those of the passages: ISA and GS."""


def corrected(first: Sourced, now: Claim) -> tuple[Sourced, str]:
    """A claim as it came, with changes written in.

    Args:
        first: as it came.
        now: as it shall be.

    Returns:
        The claim at its place, and why its file cannot carry it: empty where it can. Then the claim is as it will be
        read from the ready file, where codes stand in the guide's order.
    """
    origin = first.origin
    if now == first.claim:
        return first, ""
    if origin.delimiters is None:
        return Sourced(now, origin, tuple(fault for fault in first.faults if not _mended(fault, first.claim, now))), ""
    try:
        segments = amended(first.claim, now, origin)
    except CannotAmend as error:
        return Sourced(now, origin, first.faults), str(error)
    passages = _passages(origin, segments)
    terminator = origin.delimiters.terminator
    stood, read = (
        read_back(origin, [passage.text.split(terminator) for passage in some]) for some in (origin.passages, passages)
    )
    assert stood is not None
    assert read is not None  # amended() read both already
    own = remarks(stood)
    around = [fault for fault in first.faults if (fault.loop, fault.element, fault.message) not in own]
    within = [_placed(fault, origin, passages) for fault in read.faults if fault.element != "HL01"]
    return Sourced(read.claim, replace(origin, passages=passages), (*around, *within)), ""


def segments_of(first: Sourced, now: Claim) -> bytes:
    """The segments that stand in the claim's place in the ready file.

    Raises:
        CannotAmend: the file cannot carry the change.
    """
    return amended(first.claim, now, first.origin)


def _passages(origin: Origin, segments: bytes) -> tuple[Passage, ...]:
    """The passages of a claim, the last of them as they were written anew."""
    assert origin.delimiters is not None
    mark, terminator = origin.delimiters.element, origin.delimiters.terminator
    written: list[list[str]] = []
    for segment in segments.decode("latin-1").split(terminator)[:-1]:
        if segment.startswith((f"HL{mark}", f"CLM{mark}")):
            written.append([])
        written[-1].append(segment)
    kept = origin.passages[: len(origin.passages) - len(written)]
    stood = origin.passages[len(kept) :]
    anew = (passage._replace(text=terminator.join(some)) for passage, some in zip(stood, written, strict=True))
    return (*kept, *anew)


def _placed(fault: Fault, origin: Origin, passages: Sequence[Passage]) -> Fault:
    """A fault with the number that its segment has in the file, or had before others were put in before it."""
    assert origin.delimiters is not None
    left = fault.segment - BEFORE
    for passage in passages:
        count = passage.text.count(origin.delimiters.terminator) + 1
        if left <= count:
            return replace(
                fault, file=origin.file, transaction=origin.transaction, segment=passage.first + max(left, 1) - 1
            )
        left -= count
    return replace(fault, file=origin.file, transaction=origin.transaction, segment=origin.segment)


def _mended(fault: Fault, first: Claim, now: Claim) -> bool:
    """Whether the field that could not be read was entered since."""
    pointer = fault.field or (fault.element if fault.element.startswith("/") else "")
    return bool(pointer) and _at(first, pointer) != _at(now, pointer)


def _at(claim: Claim, pointer: str) -> object:
    here: object = claim
    for name in pointer.split("/")[1:]:
        if isinstance(here, tuple):
            here = here[int(name)] if name.isdecimal() and int(name) < len(here) else None
        else:
            here = getattr(here, name, None)
    return here
