"""The payer's number of the claim that a corrected one replaces."""

from __future__ import annotations

from collections.abc import Iterator

from serving.suggest.given import Change, Given
from serving.suggest.patch import put

DOES = {"7": "replaces", "8": "takes back"}
"""By frequency code."""


def changes(given: Given) -> Iterator[Change]:
    """The number, where a replacement or void goes without."""
    does = DOES.get(given.claim.frequency_code)
    if does and not given.claim.original_reference:
        yield Change(
            f"Send the payer's control number of the claim that this one {does} (REF F8): the remittance has it "
            "(CLP07).",
            put(given.document, "/original_reference", None),
        )
