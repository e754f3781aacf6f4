"""The payer's number of the claim that a corrected one replaces."""

from __future__ import annotations

from collections.abc import Iterator

from serving.suggest.given import Change, Given
from serving.suggest.patch import put

REPLACES = frozenset({"7", "8"})


def changes(given: Given) -> Iterator[Change]:
    """The number, where a replacement or void goes without."""
    if given.claim.frequency_code in REPLACES and not given.claim.original_reference:
        yield Change(
            "Send the payer's control number of the claim that this one replaces (REF F8): the remittance has it "
            "(CLP07).",
            put(given.document, "/original_reference", None),
        )
