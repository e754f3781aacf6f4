"""Where a claim of a batch stood and what of it could not be read, kept so that rules can be asked about it again."""

from __future__ import annotations

import zlib
from typing import Literal

import msgspec
from msgspec import Struct

from claims.claim import Claim
from claims.fault import Fault
from claims.fhir.source import ClaimResource
from claims.origin import Origin, Sourced
from claims.tables.rows import TableRows
from serving.store.claim_versions import QUICK

Form = Literal["x12", "json", "csv", "fhir"]


class _Kept(Struct, frozen=True, omit_defaults=True):
    origin: Origin
    """Without its source, which is one of the two below."""
    faults: tuple[Fault, ...] = ()
    rows: TableRows | None = None
    resource: ClaimResource | None = None


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Kept).decode


def form_of(origin: Origin) -> Form:
    """What the file was that a claim stood in."""
    if origin.delimiters is not None:
        return "x12"
    if isinstance(origin.source, TableRows):
        return "csv"
    return "json" if origin.source is None else "fhir"


def pack(sourced: Sourced) -> bytes:
    """As it is written to the store."""
    source = sourced.origin.source
    rows = source if isinstance(source, TableRows) else None
    resource = source if isinstance(source, ClaimResource) else None
    kept = _Kept(msgspec.structs.replace(sourced.origin, source=None), sourced.faults, rows, resource)
    return zlib.compress(_encode(kept), QUICK)


def unpack(content: bytes, claim: Claim) -> Sourced:
    """A claim at the place that :func:`pack` wrote."""
    kept = _decode(zlib.decompress(content))
    origin = msgspec.structs.replace(kept.origin, source=kept.rows or kept.resource)
    return Sourced(claim, origin, kept.faults)
