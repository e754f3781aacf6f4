"""What a kind of reference data is: its name, what one row of it says, and where a user gets it."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

Row = TypeVar("Row", bound=msgspec.Struct)


class Kind(msgspec.Struct, Generic[Row], frozen=True):
    """One kind of reference data. Editions of it are told apart by their dates."""

    name: str
    """Such as ``mue-practitioner``."""
    row: type[Row]
    """What one row says; what a row is found by (a code, a pair of codes, an NPI) is its key and stands beside it."""
    title: str
    get: str
    """Who publishes it, and where: what a biller is told where no edition is at hand."""
