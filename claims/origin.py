"""Where a claim and each of its fields stood in the file it was read from."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from claims.claim import Claim, ClaimType
from claims.fault import Fault
from claims.place import Place, Source
from claims.x12.envelope import Controls
from claims.x12.interchange import Delimiters


class Passage(NamedTuple):
    """Consecutive segments of a file that belong together, as they stood there without line breaks."""

    level: str
    """``ST`` head of the transaction, ``20`` billing provider, ``22`` subscriber, ``23`` patient, ``CLM`` claim."""
    first: int
    """Which segment of the file is the first of them, counted from 1."""
    text: str


class Origin(Struct, frozen=True):
    """Where a claim stood. It keeps the claim's segments, so that a field is looked up only when a finding needs it."""

    file: str = ""
    transaction: int = 0
    """Which ST of the file, counted from 1; 0 for JSON."""
    segment: int = 0
    """Which segment of the file its CLM is, counted from 1 (the first ISA); for JSON, the line."""
    claim_type: ClaimType = "professional"
    delimiters: Delimiters | None = None
    """Those of its interchange; ``None`` for JSON."""
    passages: tuple[Passage, ...] = ()
    """The segments of which the claim was made, from the head of its transaction to its last line."""
    controls: Controls = Controls()
    """The control numbers of its envelopes; empty for JSON."""
    source: Source | None = None
    """Where the fields stood in a FHIR resource or a table; ``None`` for X12 and canonical JSON."""

    def place(self, field: str) -> Place | None:
        """Where a field of the claim stands in the file; where it is absent, the place where it should stand.

        Args:
            field: JSON pointer into the canonical claim, such as ``/lines/0/service_date``.

        Returns:
            For X12 the segment, loop and element; ``segment`` is 0 where the whole loop is absent. For JSON the line,
            for FHIR the element as well, for a table row and column. ``None`` for a field that has no place in the
            guide.
        """
        if self.source is not None:
            return self.source.place(field)
        if self.delimiters is None:
            return Place(self.segment) if self.segment else None
        from claims.x12.place import find  # noqa: PLC0415 - it imports this module

        return find(self, field)


class Sourced(Struct, frozen=True):
    """A claim with where it came from and what in it could not be read."""

    claim: Claim
    origin: Origin
    faults: tuple[Fault, ...] = ()
    """Fields of this claim that could not be read: the claim is scored without them, and says so."""
