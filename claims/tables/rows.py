"""Rows to claims: consecutive rows of one claim number, frequency and billing provider are its lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from claims.claim import Claim
from claims.fault import Fault
from claims.nul import NUL
from claims.origin import Origin, Sourced
from claims.place import Place
from claims.tables.draft import Draft
from claims.tables.header import Header
from claims.tables.header import read as read_header

REMEMBERED = 50_000
"""Claims whose numbers are remembered, to tell where the rows of one stand apart."""

Row = Sequence[str]


class TableRows(Struct, frozen=True):
    """The rows that a claim was read from."""

    rows: tuple[int, ...]
    """Of each line of the claim, its row, as a spreadsheet counts: the header is row 1."""
    headers: Mapping[str, str]
    """Name of the column by pointer, without places of lines."""

    def place(self, field: str) -> Place:
        """Row and column of a field; where it has no column, the row."""
        parts = field.split("/")
        row = self.rows[0]
        if parts[1:2] == ["lines"] and len(parts) > 2 and parts[2].isdecimal():  # noqa: PLR2004 - a field of a line
            row = self.rows[int(parts[2])] if int(parts[2]) < len(self.rows) else 0
            field = "/".join(["", "lines", "*", *parts[3:]])
        while field and field not in self.headers:
            field = field.rpartition("/")[0]
        return Place(row, path=self.headers.get(field, ""))


def claims_of_rows(cells: Row, rows: Iterable[Row | str], name: str) -> Iterator[Sourced | Fault]:
    """The claims of a table.

    Args:
        cells: the names of its columns.
        rows: its rows, in their order; a text in place of one says why the rest is not read.
        name: what faults call the file.
    """
    header, faults = read_header(cells, name)
    yield from faults
    if header is None:
        return
    table = _Table(header, name)
    for number, row in zip(count(2), rows, strict=False):
        if isinstance(row, str):
            yield from table.done()
            yield Fault(name, row, "a table that is whole", segment=number, unit="row", loses="file")
            return
        if any(one.strip() for one in row):
            yield from table.take(number, row)
    yield from table.done()
    if table.nothing:
        yield Fault(name, "the table has no rows", "one row a service line", segment=1, unit="row", loses="file")


class _Table:
    """The rows of the claim that is being read."""

    def __init__(self, header: Header, name: str) -> None:
        self.header = header
        self.name = name
        self.key: tuple[str, ...] = ()
        self.rows: list[tuple[int, Row]] = []
        self.broken: Fault | None = None
        self.seen: dict[int, None] = {}
        self.nothing = True
        self.headers = {
            bound.column.pointer("*", bound.place): bound.header for bound in header.of_claim + header.of_line
        }

    def take(self, number: int, row: Row) -> Iterator[Sourced | Fault]:
        """One row that is not empty."""
        self.nothing = False
        key = tuple(row[at].strip() if at < len(row) else "" for at in self.header.key)
        if key != self.key or not key[0]:
            yield from self.done()
            self.key = key
        self.rows.append((number, row))
        if len(row) != self.header.width and self.broken is None:
            self.broken = self._fault(
                number, "the row has not as many cells as the first one, so the claim is not read",
                f"{self.header.width} cells; a mark between cells may stand unquoted in one", f"{len(row)} cells",
            )  # fmt: skip

    def done(self) -> Iterator[Sourced | Fault]:
        """The claim of the rows so far."""
        rows, broken, key = self.rows, self.broken, self.key
        self.rows, self.broken = [], None
        if not rows:
            return
        if broken is not None:
            yield broken
        elif not key[0]:
            header = self.headers["/claim_id"]
            yield self._fault(rows[0][0], "the row has no claim number", "the patient control number", element=header)
        else:
            yield self._claim(rows)
            number = key[0].replace(NUL, "")
            if hash(key) in self.seen:
                said = "rows of an earlier claim stand here again: they were read as a claim of their own"
                yield self._fault(rows[0][0], said, "a table sorted by claim", claim_id=number, loses="nothing")
            self.seen[hash(key)] = None
            if len(self.seen) > REMEMBERED:
                del self.seen[next(iter(self.seen))]

    def _claim(self, rows: Sequence[tuple[int, Row]]) -> Sourced | Fault:
        draft = Draft(self.name, self.header)
        fields = draft.claim(rows)
        if not draft.claim_id:
            return replace(draft.faults[0], loses="claim")
        try:
            claim = msgspec.convert(fields, Claim)
        except msgspec.ValidationError as error:
            said = re.sub(r" '.*'", "", f"{error}".partition(" - ")[0], flags=re.DOTALL)
            return self._fault(rows[0][0], f"the rows make no claim: {said}", claim_id=draft.claim_id)
        source = TableRows(tuple(number for number, _ in rows), self.headers)
        return Sourced(claim, Origin(self.name, 0, rows[0][0], claim.claim_type, source=source), tuple(draft.faults))

    def _fault(
        self, row: int, message: str, expected: str = "", found: str = "", *, element: str = "", claim_id: str = "",
        loses: str = "claim",
    ) -> Fault:  # fmt: skip
        return Fault(self.name, message, expected, found, segment=row, unit="row", element=element, claim_id=claim_id,
                     loses=loses)  # fmt: skip
