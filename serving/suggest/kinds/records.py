"""Records that a payer wants to see, announced with the claim."""

from __future__ import annotations

from collections.abc import Iterator

from serving.suggest.given import Change, Given
from serving.suggest.patch import Patch, put

SUPPORT = "OZ"
"""Support data for the claim (PWK01)."""
ELECTRONICALLY = "EL"
"""PWK02."""


def changes(given: Given) -> Iterator[Change]:
    """An attachment, where none is announced."""
    claim = given.claim
    if claim.attachments or any(line.attachments for line in claim.lines) or not claim.lines:
        return
    procedures = ", ".join(dict.fromkeys(line.procedure for line in claim.lines if line.procedure))
    patch: Patch = [
        {"op": "add", "path": "/attachments", "value": [{"type": SUPPORT, "transmission": ELECTRONICALLY}]},
        *put({"attachments": [{}]}, "/attachments/0/control_number", None),
    ]
    yield Change(
        f"Send the records with the claim: announce them (PWK) under a control number of yours, and send the notes "
        f"that support {procedures or 'the service'} to {given.payer_name} under it.",
        patch,
    )
