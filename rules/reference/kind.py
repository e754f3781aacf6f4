"""What a kind of reference data is: its name, what one row of it says, and where a user gets it."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

Row = TypeVar("Row", bound=msgspec.Struct)


class Form(msgspec.Struct, frozen=True):
    """How the keys of a kind are written, such as a revenue code with its leading zero."""

    pattern: str
    """Regular expression of a whole key."""
    says: str
    """What such a key is: ``revenue code of four digits``."""


PROCEDURE = Form("[0-9A-Z]{5}", "procedure code of five characters")
DIAGNOSIS = Form("[A-Z][0-9][0-9A-Z]{1,5}", "diagnosis of ICD-10-CM, written without its point")


class Kind(msgspec.Struct, Generic[Row], frozen=True):
    """One kind of reference data. Editions of it are told apart by their dates."""

    name: str
    """Such as ``mue-practitioner``."""
    row: type[Row]
    """What one row says; what a row is found by (a code, a pair of codes, an NPI) is its key and stands beside it."""
    title: str
    get: str
    """Who publishes it, and where: what a biller is told where no edition is at hand."""
    form: Form | None = None
    """Of its keys, by which a list that a spreadsheet took for numbers is refused; ``None``: any."""
