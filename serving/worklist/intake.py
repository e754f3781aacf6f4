"""Files become a batch with their last byte: what never came whole is none, and is swept away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

import claims
from claims.origin import Sourced
from serving.store import Store, new_id
from serving.store.tables import batch
from serving.worklist import files
from serving.worklist.batch import EXAMPLE
from serving.worklist.files import Place
from serving.worklist.viewer import EVERYBODY, Viewer


def keep(
    store: Store, viewer: Viewer, dropped: Iterable[tuple[str, Iterable[bytes]]], as_of: date, name: str = ""
) -> str:
    """Keep files as a batch that nobody reads yet; its id.

    Args:
        store: where to.
        viewer: who dropped them.
        dropped: names and contents; each is read to its end before the next.
        as_of: today.
        name: what the batch is called; else after its files.

    Raises:
        StoreError: the database is away; nothing is kept.
    """
    batch_id, names, size = new_id(), list[str](), 0
    try:
        for number, (file, chunks) in enumerate(dropped):
            size += files.keep(store, Place(viewer.office, batch_id, number), file, chunks)
            names.append(files.shown_name(file))
    except BaseException:
        files.drop(store, viewer.office, batch_id)
        raise
    row = {
        "id": batch_id,
        "office": viewer.office,
        "name": name or ", ".join(names),
        "form": "",
        "at": datetime.now(UTC),
        "who": viewer.who,
        "as_of": as_of,
        "state": "reading",
        "bytes": size,
        "read": 0,
        "claims": 0,
        "faults": 0,
        "verdicts": {},
        "charge": Decimal(0),
        "at_risk": Decimal(0),
        "expected_denials": 0.0,
        "model": "",
        "rules": "",
        "problem": "",
        "reader": "",
    }
    with store.begin() as connection:
        connection.execute(batch.insert(), row)
    return batch_id


def keep_example(store: Store, folder: Path, as_of: date) -> bool:
    """Keep the 837s of a folder as an example batch, where there is no batch yet; whether that was so.

    Its day is the last on which one of its claims says that it is sent, and ``as_of`` where none does.

    Raises:
        StoreError: the database is away.
        OSError: a file cannot be read.
    """
    with store.reading() as connection:
        if connection.execute(select(batch.c.id).limit(1)).first() is not None:
            return False
    found = [(path.name, [path.read_bytes()]) for path in sorted(folder.glob("*.837"))]
    if found:
        read = (item for name, content in found for item in claims.read_stream(content, name))
        days = [item.claim.submission_date or as_of for item in read if isinstance(item, Sourced)]
        keep(store, EVERYBODY, found, max(days, default=as_of), EXAMPLE)
    return bool(found)
