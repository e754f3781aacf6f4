"""The official distributions, told apart by their content: one module each, registered below.

A module has two functions::

    def recognise(head: bytes, name: str) -> bool    # the first 64 KiB of a file, and its name: is it one of these?
    def read(file: Source) -> Iterator[Published]    # the editions that it holds; raises FormatError

Zips, also within zips, are opened, and the sheets of a workbook (xlsx) become CSV, before a module sees them. Files of
one distribution that belong together are found by ``file.beside(name)``. An edition that comes in several files gives
``part`` and ``parts``: they are put together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from rules.reference.formats.published import FormatError, Published
from rules.reference.formats.source import Source

__all__ = ["FORMATS", "Format", "FormatError", "Published", "Source"]


class Format(Protocol):
    """A module of this folder."""

    def recognise(self, head: bytes, name: str) -> bool:
        """Whether a file is one of these, by its first 64 KiB and its name."""
        ...

    def read(self, file: Source) -> Iterator[Published]:
        """The editions that it holds."""
        ...


from rules.reference.formats import (  # noqa: E402  modules of this folder use the names above
    coverage_articles,
    coverage_json,
    hcpcs_release,
    icd10cm_order,
    icd10cm_tabular,
    ioce_edits,
    ncci_add_ons,
    ncci_pairs,
    ncci_units,
    opps_addendum_b,
    ordering_referring,
    outpatient_procedures,
    plain,
    poa_exempt,
    relative_values,
)

FORMATS: tuple[Format, ...] = (
    icd10cm_order,
    icd10cm_tabular,
    ncci_pairs,
    ncci_units,
    ncci_add_ons,
    relative_values,
    coverage_articles,
    coverage_json,
    ordering_referring,
    opps_addendum_b,
    outpatient_procedures,
    poa_exempt,
    hcpcs_release,
    ioce_edits,
    plain,
)
"""Asked in this order; a list of one's own last."""
