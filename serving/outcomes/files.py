"""Files that come back: 835, 999, 277CA and TA1, told apart by what stands in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from sqlalchemy import select

from claims.fault import Fault
from claims.x12.interchange import runs
from serving.access import Caller
from serving.outcomes.acknowledgements import FROM_OTHERS, OWN, take_acknowledgements
from serving.outcomes.remits import CHUNK, take_remits
from serving.outcomes.taken import Taken
from serving.problem import refused
from serving.store import Store
from serving.store.insert import insert_new
from serving.store.tables import received_file
from serving.x12_out.acknowledgement import OURSELVES

IN_MEMORY = 16 << 20
"""Bytes of a file that are held in memory; more of it waits in a nameless temporary file."""

REMITTANCE = "835"
ACKNOWLEDGEMENTS = frozenset({"999", "997", "277", "TA1"})


def take_file(store: Store, office: str, caller: Caller, chunks: Iterable[bytes], folder: Path | None = None) -> Taken:
    """Take in what came back: answers of payers (835), acknowledgements of the front door (999, 277CA, TA1).

    The same file again changes nothing.

    Args:
        store: where to.
        office: whose.
        caller: who sends it.
        chunks: the file.
        folder: where a large one waits; else where the system keeps temporary files.

    Raises:
        Refused: 422 where it holds nothing of the kind, or nothing but what was written here.
    """
    with SpooledTemporaryFile(IN_MEMORY, dir=None if folder is None else str(folder)) as spooled:
        file, hashed = cast("BinaryIO", spooled), hashlib.sha256()
        for chunk in chunks:
            hashed.update(chunk)
            file.write(chunk)
        digest = hashed.hexdigest()
        if (before := _received(store, office, digest)) is not None:
            return before
        kinds = _kinds(file)
        taken = Taken("+".join(sorted(kinds)))
        file.seek(0)
        if REMITTANCE in kinds:
            take_remits(store, office, file, digest, taken)
        if kinds & ACKNOWLEDGEMENTS:
            file.seek(0)
            take_acknowledgements(store, office, file, digest, taken)
    with store.begin() as connection:
        row = {"office": office, "digest": digest, "kind": taken.kind, "counts": taken.counts, "who": caller.who}
        connection.execute(insert_new(connection, received_file), {**row, "at": datetime.now(UTC)})
    return taken


def _received(store: Store, office: str, digest: str) -> Taken | None:
    """What was told of the same file, once it had been taken in as a whole."""
    file = received_file.c
    with store.reading() as connection:
        query = select(file.kind, file.counts).where(file.office == office, file.digest == digest)
        row = connection.execute(query).one_or_none()
    return None if row is None else Taken(row.kind, row.counts, repeated=True)


def _kinds(file: BinaryIO) -> set[str]:
    """Which transactions stand in a file, of those that are taken in.

    Raises:
        Refused: 422 where there are none, or none of others.
    """
    file.seek(0)
    found: set[str] = set()
    own = is_own = False
    for run in runs(iter(lambda: file.read(CHUNK), b""), "request"):
        if not isinstance(run, Fault):
            mark = run.delimiters.element
            if run.segments and run.segments[0].startswith("ISA"):
                is_own = run.segments[0].split(mark)[6].strip() == OURSELVES
                own |= is_own
            if is_own:
                continue
            heads = (segment.split(mark, 2) for segment in run.segments if segment.startswith(("ST", "TA1")))
            found.update(head[1].strip() if head[0] == "ST" and len(head) > 1 else head[0] for head in heads)
    known = found & {REMITTANCE, *ACKNOWLEDGEMENTS}
    if not known:
        status, known_kinds = HTTPStatus.UNPROCESSABLE_ENTITY, "an 835, 999, 277CA or TA1 in X12"
        if own:
            raise refused(status, f"{OWN}; send {FROM_OTHERS}")
        raise refused(status, f"the file holds nothing that is taken in here: send {known_kinds}")
    return known
