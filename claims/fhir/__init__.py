"""Claims of FHIR R4: ``Claim`` resources, alone, in a Bundle, or one a line, to canonical claims.

The walk: ``stream`` cuts a file into resources, ``references`` finds what a Claim points to, ``validate`` asks
fhir.resources whether it is R4 at all, ``claim`` and its helpers turn it into the canonical claim, ``source`` keeps
which element each field came from, ``unkept`` tells what a claim has no field for.
"""

from claims.fhir.stream import is_fhir, read

__all__ = ["is_fhir", "read"]
