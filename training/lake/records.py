"""What was read from one file, kept so that it need not be read again: JSON lines, compressed.

A record is a claim or a remittance as :mod:`training.pared` leaves it, or what could not be read, in the order of the
file. The file of records is called by the digest of the file it was made from: the same wherever and whenever that was.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

import claims
from claims.answer import Remittance
from claims.claim import Claim
from claims.fault import Fault
from training.lake.edition import undamaged
from training.lake.sources import EXPECTED, Found, Kind, Source
from training.office_files import file_digest, remits_of, unreadable
from training.pared import pared, pared_remittance

FOLDER = "records"
LEVEL = 6
"""Of compression: twice the time of the quickest, for two thirds of its size."""


class Record(Struct, frozen=True, omit_defaults=True, gc=False):
    """One thing that stood in a file: one of these is set."""

    claim: Claim | None = None
    remittance: Remittance | None = None
    fault: Fault | None = None


_encode = msgspec.json.Encoder().encode_lines
_decode = msgspec.json.Decoder(Record).decode_lines


def place(kind: Kind, digest: str) -> Path:
    """Where the records of a file lie within an edition."""
    return Path(FOLDER) / kind / f"{digest}.jsonl.gz"


def take(found: Found, edition: Path) -> Source | Fault:
    """Read a file and keep its records.

    Returns:
        The file as a source; or a fault where it cannot be opened, or was written to while it was read: such a file is
        no source yet, and will be read when it lies there whole.
    """
    records = list(_read(found))
    try:
        if file_digest(found.path) != found.digest:
            return Fault(found.name, "the file changed while it was read", "a file that nobody writes to", loses="file")
    except OSError as error:
        return unreadable(found.name, error, EXPECTED[found.kind])
    target = edition / place(found.kind, found.digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as raw, gzip.GzipFile("", "wb", LEVEL, raw, mtime=0) as packed:
        packed.write(_encode(records))
    faults = sum(record.fault is not None for record in records)
    return Source(found.kind, found.digest, found.name, len(records) - faults, faults)


def load(source: Source, edition: Path) -> list[Record]:
    """The records of a source, in the order of its file.

    Raises:
        TrainingDataError: the file that keeps them is damaged.
    """
    file = edition / place(source.kind, source.digest)
    with undamaged(file), gzip.open(file) as packed:
        return _decode(packed.read())


def _read(found: Found) -> Iterator[Record]:
    if found.kind == "claims":
        for item in claims.read(found.path):
            if isinstance(item, Fault):
                yield Record(fault=replace(item, file=found.name))
            else:
                yield from (Record(fault=replace(fault, file=found.name)) for fault in item.faults)
                yield Record(claim=pared(item.claim))
    else:
        for answer in remits_of(found.path):
            if isinstance(answer, Fault):
                yield Record(fault=replace(answer, file=found.name))
            else:
                yield Record(remittance=pared_remittance(answer))
