"""Where a claim and each of its fields stood in the file it was read from."""

from __future__ import annotations

from msgspec import Struct

from claims.claim import Claim
from claims.fault import Fault


class Place(Struct, frozen=True, omit_defaults=True, gc=False):
    """Where one field stood."""

    segment: int = 0
    """Which segment of the file, counted from 1 (the first ISA); for JSON, the line."""
    loop: str = ""
    """Such as 2400."""
    element: str = ""
    """Such as DTP03 or SV101-2."""


class Origin(Struct, frozen=True):
    """Where a claim stood. It keeps the claim's segments, so that a field is looked up only when a finding needs it."""

    file: str = ""
    transaction: int = 0
    """Which ST of the file, counted from 1; 0 for JSON."""
    segment: int = 0
    """Which segment of the file its CLM is, counted from 1 (the first ISA); for JSON, the line."""


class Sourced(Struct, frozen=True):
    """A claim with where it came from and what in it could not be read."""

    claim: Claim
    origin: Origin
    faults: tuple[Fault, ...] = ()
    """Fields of this claim that could not be read: the claim is scored without them, and says so."""
