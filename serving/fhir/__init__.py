"""FHIR R4 at the service's edge: Claim resources in, ClaimResponse resources out, as Da Vinci PAS writes them."""

from __future__ import annotations

from claims.fault import Fault
from claims.fhir import read
from claims.origin import Sourced
from serving.fhir.bundle import Growing, bundle, entry, outcome, whole
from serving.fhir.response import response

MEDIA_TYPE = "application/fhir+json"

__all__ = ["MEDIA_TYPE", "Growing", "bundle", "claims_of", "entry", "outcome", "response", "whole"]


def claims_of(data: bytes, name: str = "request") -> list[Sourced | Fault]:
    """The claims of a body: a Claim resource, or a Bundle of them; a fault for each that cannot be read."""
    return list(read([data], name))
