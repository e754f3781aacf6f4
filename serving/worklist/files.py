"""The files of a batch: kept in the store as they come, and given back as they were."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import delete, select

from serving.store import Store
from serving.store.claim_versions import QUICK
from serving.store.tables import batch_part

PART = 1 << 20
"""Bytes of one piece."""

LONGEST_NAME = 120


class Place(NamedTuple):
    """Which file of which batch."""

    office: str
    batch: str
    file: int
    """Counted from 0."""


def keep(store: Store, place: Place, name: str, chunks: Iterable[bytes]) -> int:
    """Keep a file, piece by piece; how many bytes it has.

    Raises:
        StoreError: the database is away.
    """
    piece, number, size = bytearray(), 0, 0

    def put(some: int) -> None:
        row = {**place._asdict(), "number": number, "name": shown_name(name)}
        content = zlib.compress(bytes(piece[:some]), QUICK)
        del piece[:some]
        with store.begin() as connection:
            connection.execute(batch_part.insert(), row | {"content": content})

    for chunk in chunks:
        piece += chunk
        size += len(chunk)
        while len(piece) >= PART:
            put(PART)
            number += 1
    if piece or not number:
        put(len(piece))
    return size


def drop(store: Store, office: str, batch_id: str) -> None:
    """Take away what came of files that did not come whole."""
    with store.begin() as connection:
        connection.execute(delete(batch_part).where(batch_part.c.office == office, batch_part.c.batch == batch_id))


def names(store: Store, office: str, batch_id: str) -> list[str]:
    """The names of a batch's files, in their order."""
    here = batch_part.c
    query = select(here.name).where(here.office == office, here.batch == batch_id, here.number == 0)
    with store.reading() as connection:
        return list(connection.execute(query.order_by(here.file)).scalars())


def content(store: Store, place: Place) -> Iterator[bytes]:
    """A file, piece by piece."""
    here, number = batch_part.c, 0
    while True:
        query = select(here.content).where(
            here.office == place.office, here.batch == place.batch, here.file == place.file, here.number == number
        )
        with store.reading() as connection:
            found: bytes | None = connection.execute(query).scalar()
        if found is None:
            return
        yield zlib.decompress(found)
        number += 1


def shown_name(name: str) -> str:
    """A file's name without its folders, and without what no list can show."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[:LONGEST_NAME] or "file"
