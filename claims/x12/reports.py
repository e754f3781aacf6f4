"""Faults of claims: what was noted while reading, with the loop that it was noted in."""

from __future__ import annotations

from collections.abc import Iterable

from claims.fault import Fault
from claims.origin import Origin, Passage
from claims.x12.draft import Flaw, Untrusted
from claims.x12.interchange import Delimiters
from claims.x12.loops import loop_of

MAX_CLAIM_ID = 80
"""Characters of CLM01 that are shown; it may have 38."""


def lost(untrusted: Untrusted, origin: Origin, upto: Passage, marks: Delimiters) -> Fault:
    """The fault of a claim, or of what stands above claims, that cannot be relied on.

    Args:
        untrusted: why.
        origin: the file and the transaction.
        upto: the passage from its first segment to the one where it broke.
        marks: the delimiters of the interchange.
    """
    segments = upto.text.split(marks.terminator)
    claim_id = [*segments[0].split(marks.element, 2), ""][1].strip() if upto.level == "CLM" else ""
    return Fault(
        origin.file,
        str(untrusted),
        untrusted.expected,
        untrusted.found,
        origin.transaction,
        upto.first + len(segments) - 1,
        loop_of(upto.level, origin.claim_type, segments, marks.element),
        untrusted.element,
        claim_id if len(claim_id) <= MAX_CLAIM_ID else "",
    )


def fields(origin: Origin, marks: Delimiters, flaws: Iterable[tuple[int, Flaw]], claim_id: str) -> tuple[Fault, ...]:
    """The faults of the fields of a claim; each flaw comes with the number of its segment in the file."""
    found = []
    for number, flaw in flaws:
        passage = next(one for one in reversed(origin.passages) if one.first <= number)
        upto = passage.text.split(marks.terminator)[: number - passage.first + 1]
        loop = loop_of(passage.level, origin.claim_type, upto, marks.element)
        found.append(
            Fault(
                origin.file,
                flaw.message,
                flaw.expected,
                flaw.found,
                origin.transaction,
                number,
                loop,
                flaw.element,
                claim_id,
                flaw.loses,
            )
        )
    return tuple(found)
