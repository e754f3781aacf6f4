"""The first row of a table: which column is which field."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from claims.fault import Fault
from claims.nul import NUL
from claims.tables.columns import NUMBERED, Column, column

DELIMITERS = ",;\t|"
FEWEST = 3
"""Columns by which a text is known as a table of claims, though some that it needs may be missing."""
MOST_NAMED = 8
"""Columns that are named in one sentence."""

NAMES = "a first row with the names of columns, as in docs/formats.md"

NEEDED = {
    "claim_id": ("claim_id",),
    "charge": ("charge",),
    "procedure or revenue_code": ("procedure", "revenue_code"),
    "service_date, or statement_from": ("service_date", "statement_from"),
}
"""Without these no line of a claim can be told."""


class Bound(NamedTuple):
    """A column of the file that is known."""

    at: int
    """Its place in a row, counted from 0."""
    header: str
    """Its name as it is written."""
    column: Column
    place: int
    """The place in its list, counted from 1."""


class Header(NamedTuple):
    """What the columns of one table mean."""

    width: int
    of_claim: tuple[Bound, ...]
    of_line: tuple[Bound, ...]
    key: tuple[int, ...]
    """Where a row says which claim it belongs to: claim number, frequency, billing provider."""

    @property
    def names(self) -> frozenset[str]:
        """The columns that there are, without places in lists."""
        return frozenset(bound.column.name for bound in self.of_claim + self.of_line)


def split(line: str) -> tuple[list[str], str]:
    """The cells of the first line, and what parts them: the mark that stands there most often."""
    counts = Counter(mark for mark in re.sub(r'"[^"]*"', "", line) if mark in DELIMITERS)
    delimiter = counts.most_common(1)[0][0] if counts else ","
    try:
        return next(csv.reader([line], delimiter=delimiter), []), delimiter
    except csv.Error:  # a line end of another kind within the line
        return line.split(delimiter), delimiter


def is_table(begin: bytes) -> bool:
    """Whether a file that begins so is a table of claims."""
    first = first_line(begin)
    return first is not None and sum(meant(cell) is not None for cell in split(first)[0]) >= FEWEST


def first_line(begin: bytes) -> str | None:
    """The first line that is not empty; the line by which Excel names the delimiter is passed over."""
    text = begin.removeprefix(b"\xef\xbb\xbf").decode("cp1252", "replace").lstrip("\r\n \t")
    found = [line for line in text.splitlines() if line.strip() and not SEPARATOR.fullmatch(line)]
    return found[0] if found else None


SEPARATOR = re.compile(r'"?sep=.?"?\s*', re.IGNORECASE)


def meant(cell: str) -> tuple[Column, int] | None:
    """The column that a name in the first row means, and the place in its list."""
    name = re.sub(r"[^a-z0-9]+", "_", cell.strip().lower()).strip("_")
    name = re.sub(
        r"^(billing|pay_to|rendering|referring|ordering|supervising|attending|operating)_provider_", r"\1_", name
    )
    name = re.sub(r"(?<=[a-z])(?<!icd)(?=[0-9]{1,2}$)", "_", name)
    if found := column(name):
        return found
    if name in aliases():
        return column(aliases()[name])
    if place := NUMBERED.search(name):
        general = aliases().get(f"{name[: place.start()]}_#{name[place.end() :]}")
        return column(general.replace("#", place[1])) if general else None
    return None


@cache
def aliases() -> Mapping[str, str]:
    """Names that exports commonly give to columns (``aliases.csv``)."""
    text = files("claims.tables").joinpath("aliases.csv").read_text("utf-8")
    return MappingProxyType({row["alias"]: row["column"] for row in csv.DictReader(text.splitlines())})


def read(cells: Sequence[str], name: str) -> tuple[Header | None, list[Fault]]:
    """What the columns mean, and what is to be said of them.

    Args:
        cells: the first row.
        name: what faults call the file.

    Returns:
        Nothing in place of the header where the table cannot be read.
    """
    found = [(at, cell, meant(cell)) for at, cell in enumerate(cell.replace(NUL, "") for cell in cells)]
    bound = [Bound(at, cell.strip(), *each) for at, cell, each in found if each is not None]
    names = {one.column.name for one in bound}
    if missing := [need for need, some in NEEDED.items() if not names & set(some)]:
        said = f"the table has no column for {', nor for '.join(missing)}"
        return None, [Fault(name, said, NAMES, segment=1, unit="row", loses="file")]
    twice = [one for one, count in Counter((one.column.name, one.place) for one in bound).items() if count > 1]
    if twice:
        which = ", ".join(one.header for one in bound if (one.column.name, one.place) in twice)
        said = f"several columns mean the same: {which}"
        return None, [Fault(name, said, "one of them", segment=1, unit="row", loses="file")]
    faults = []
    if unknown := [cell.strip() for _, cell, each in found if each is None and cell.strip()]:
        more = f" and {len(unknown) - MOST_NAMED} more" if len(unknown) > MOST_NAMED else ""
        named = ", ".join(cell[:40] for cell in unknown[:MOST_NAMED])
        said = f"a claim has no field for these columns, and they are not read: {named}{more}"
        faults.append(Fault(name, said, NAMES, segment=1, unit="row", loses="nothing"))
    places = {one.column.name: one.at for one in bound}
    key = tuple(places[one] for one in ("claim_id", "frequency_code", "billing_npi") if one in places)
    of_line = tuple(one for one in bound if one.column.of_line)
    return Header(len(cells), tuple(one for one in bound if not one.column.of_line), of_line, key), faults
