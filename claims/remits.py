"""Remittance files (X12 835) one transaction at a time: ``read_remits``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from claims.answer import Remittance
from claims.fault import Fault
from claims.x12.remittance.segment import Seg
from claims.x12.remittance.transaction import Transaction

ISA = 106
"""Characters of an ISA segment, its terminator included."""


def read_remits(path: str | Path) -> Iterator[Remittance | Fault]:
    """Read an 835 file: one ``Remittance`` a transaction (ST to SE), and a ``Fault`` for all that cannot be read.

    Faults come before the remittance they concern. A broken answer costs only itself.

    Raises:
        OSError: The file cannot be opened.
    """
    name = str(path)
    data = Path(path).read_bytes().decode("latin-1").lstrip()
    if not data.startswith("ISA") or len(data) < ISA:
        yield Fault(name, "this is no X12 interchange", "a file that begins with ISA", loses="file")
        return
    yield from _transactions(name, data)


def _transactions(name: str, data: str) -> Iterator[Remittance | Fault]:
    separator, component, terminator = data[3], data[104], data[105]
    transaction: Transaction | None = None
    count = 0
    for number, text in enumerate(data.split(terminator), 1):
        segment = Seg(number, text.strip("\r\n").split(separator))
        tag = segment.elements[0]
        if tag == "ST":
            count += 1
            transaction = Transaction(name, count, component)
        elif transaction is not None:
            yield from transaction.take(segment)
            if tag == "SE":
                yield from transaction.remittance()
                transaction = None
    if transaction is not None:
        yield from transaction.cut_off()
        yield from transaction.remittance()
