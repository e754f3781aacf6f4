"""The claims of one file of a batch as marks for its split: which are sent, and how those read that were corrected."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

import msgspec
from sqlalchemy import RowMapping, select

from claims.claim import Claim
from claims.fault import Fault
from claims.x12.amend import CannotAmend
from serving.store import Store
from serving.store.tables import batch_fault, claim_version, work, work_source
from serving.worklist.corrected import segments_of
from serving.worklist.source import unpack
from serving.x12_out import Mark

AT_ONCE = 200
"""Rows that are read at once."""

_claim = msgspec.json.Decoder(Claim).decode

Rows = Iterator[RowMapping]


class CannotWrite(msgspec.Struct, frozen=True):
    """A claim whose change its file cannot carry."""

    number: int
    why: str


def rows(store: Store, office: str, batch_id: str, file: int | None = None) -> Rows:
    """The claims of a batch, or of one file of it, in order, some at a time."""
    here, last = work.c, 0
    mine = [here.office == office, here.batch == batch_id, *([here.file == file] if file is not None else [])]
    while True:
        query = select(work).where(*mine, here.number > last).order_by(here.number).limit(AT_ONCE)
        with store.reading() as connection:
            found = connection.execute(query).mappings().all()
        yield from found
        if len(found) < AT_ONCE:
            return
        last = found[-1]["number"]


def faults(store: Store, office: str, batch_id: str, file: int | None = None) -> Iterator[tuple[int, Fault]]:
    """What could not be read, with its place among the claims."""
    here = batch_fault.c
    query = select(here.number, here.content).where(here.office == office, here.batch == batch_id)
    if file is not None:
        query = query.where(here.file == file)
    with store.reading() as connection:
        found = connection.execute(query.order_by(here.number)).all()
    return ((row.number, msgspec.convert(row.content, Fault)) for row in found)


class Marking(msgspec.Struct, frozen=True):
    """How the claims of a file are marked."""

    store: Store
    sent: Callable[[RowMapping], bool]
    """Which go into the ready file."""
    wanted: bool
    """Which of the two files is wanted: claims in the other one are not written as they are now."""
    told: list[CannotWrite]
    """Takes the claims that cannot be; they are not sent."""

    def marks(self, some: Rows, faulty: Iterator[tuple[int, Fault]]) -> Iterator[Mark]:
        """The marks of a file, from its claims and faults, each in order."""
        fault = next(faulty, None)
        for row in some:
            while fault is not None and fault[0] < row["number"]:
                yield from _of_fault(fault[1])
                fault = next(faulty, None)
            yield self._mark(row)
        while fault is not None:
            yield from _of_fault(fault[1])
            fault = next(faulty, None)

    def _mark(self, row: RowMapping) -> Mark:
        goes = self.sent(row)
        if row["claim_digest"] == row["first_digest"]:
            return Mark(row["segment"], row["claim_id"], goes)
        first = _claim(version(self.store, row, "first_digest"))
        if goes is not self.wanted and (self.wanted or row["state"] == "released"):
            return Mark(row["segment"], first.claim_id, goes)
        try:  # for the held file too: what the ready one cannot carry is held
            amended = segments_of(unpack(_source(self.store, row), first), _claim(claim_json(self.store, row)))
        except CannotAmend as error:
            self.told.append(CannotWrite(row["number"], str(error)))
            return Mark(row["segment"], first.claim_id)
        return Mark(row["segment"], first.claim_id, goes, amended)


def _of_fault(fault: Fault) -> Iterator[Mark]:
    """What is marked where something could not be read: nothing, where that loses no claim."""
    if fault.loses not in {"nothing", "field"}:
        yield Mark(fault.segment)


def claim_json(store: Store, row: RowMapping) -> bytes:
    """A claim as it is now: canonical JSON."""
    return version(store, row, "claim_digest")


def version(store: Store, row: RowMapping, digest: str) -> bytes:
    """The version of a claim that a column of its row names: canonical JSON."""
    here = claim_version.c
    query = select(here.content).where(here.office == row["office"], here.digest == row[digest])
    with store.reading() as connection:
        return zlib.decompress(connection.execute(query).scalar_one())


def _source(store: Store, row: RowMapping) -> bytes:
    here = work_source.c
    query = select(here.content).where(
        here.office == row["office"], here.batch == row["batch"], here.number == row["number"]
    )
    with store.reading() as connection:
        content: bytes = connection.execute(query).scalar_one()
        return content
