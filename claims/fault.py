"""What could not be read, where, and what was expected: a report, never an exception that ends a batch."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Fault(Struct, frozen=True, omit_defaults=True):
    """One thing in a file that could not be read as it should.

    It names the place and the form of what stood there, and shows no patient data: ``found`` holds a code, a count or a
    length, never a name, a number or a date of a person.
    """

    file: str
    message: str
    """What is wrong, as a sentence."""
    expected: str = ""
    """What should stand there, and so what to do."""
    found: str = ""
    transaction: int = 0
    """Which ST of the file, counted from 1; 0 outside of any."""
    segment: int = 0
    """Which segment of the file, counted from 1 (the first ISA); for JSON, the line; 0 for the file as a whole."""
    loop: str = ""
    element: str = ""
    """Such as CLM02 or SV101-2; for JSON a pointer, for FHIR a path such as ``Claim.item[0].net``, else a column."""
    claim_id: str = ""
    """The patient control number, when it was read."""
    loses: str = "claim"
    """What was lost by it: ``nothing``, ``field``, ``claim``, ``transaction``, ``interchange`` or ``file``."""
    field: str = ""
    """JSON pointer of the claim's field that is meant, where the file is no X12 and one is."""
    unit: Literal["segment", "line", "row"] = "segment"
    """What ``segment`` counts: of a table the rows, the first one with the names among them."""

    def __str__(self) -> str:
        """One line for a terminal or a log."""
        where = [self.file]
        if self.segment:
            where.append(f"{self.unit} {self.segment}")
        if self.element:
            where.append(f"{self.loop} {self.element}".strip())
        expected = f"; expected {self.expected}" if self.expected else ""
        found = f" (found {self.found})" if self.found else ""
        return f"{', '.join(where)}: {self.message}{found}{expected}"
