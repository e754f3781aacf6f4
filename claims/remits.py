"""Remittance files (X12 835) one transaction at a time: ``read_remits``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from claims.answer import Remittance
from claims.fault import Fault
from claims.x12.interchange import runs
from claims.x12.remittance.reader import Reader

CHUNK = 65_536
"""Bytes read at a time."""


def read_remits(path: str | Path) -> Iterator[Remittance | Fault]:
    """Read an 835 file: one ``Remittance`` a transaction (ST to SE), and a ``Fault`` for all that cannot be read.

    Faults come before the remittance they concern. A broken answer costs only itself; what decides money costs the
    answer when it is broken, all else its field. Memory grows with the largest transaction, not with the file.

    Raises:
        OSError: The file cannot be opened.
    """
    with Path(path).open("rb") as file:
        yield from read_remits_stream(iter(lambda: file.read(CHUNK), b""), Path(path).name)


def read_remits_stream(chunks: Iterable[bytes], name: str) -> Iterator[Remittance | Fault]:
    """Read a stream of bytes, such as the body of a request, as ``read_remits`` does; ``name`` is what faults say."""
    yield from Reader(name).read(runs(chunks, name))
