"""A file of Parquet to rows, as CSV would have them. It needs pyarrow, which the extra ``parquet`` brings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

from claims.fault import Fault
from claims.origin import Sourced
from claims.tables.rows import claims_of_rows

MAGIC = b"PAR1"
TOGETHER = 1_000
"""Rows that are read at a time."""


def read(path: Path, name: str) -> Iterator[Sourced | Fault]:
    """The claims of a file of Parquet."""
    try:
        import pyarrow.parquet as pq  # noqa: PLC0415 - an extra, which only those install who have such files
    except ModuleNotFoundError:
        yield Fault(name, "Parquet is read with pyarrow, which is not installed",
                    "pip install 'cleanclaim[parquet]', or the table as CSV", "Parquet", loses="file")  # fmt: skip
        return
    try:
        with pq.ParquetFile(path) as file:
            yield from claims_of_rows(file.schema_arrow.names, _rows(file), name)
    except (OSError, ValueError):  # pyarrow's own errors are of these
        yield Fault(name, "the file is no Parquet that can be read", "a file that is whole", loses="file")


def _rows(file: Any) -> Iterator[list[str] | str]:
    """All rows; where the file breaks off, a sentence that says so."""
    batches = file.iter_batches(batch_size=TOGETHER)
    while True:
        try:
            batch = next(batches, None)
            columns = None if batch is None else [_texts(column) for column in batch.columns]
        except (OSError, ValueError):
            yield "the file is damaged; from here on it is not read"
            return
        if columns is None:
            return
        yield from (list(row) for row in zip(*columns, strict=True))


def _texts(column: Any) -> list[str]:
    return [_text(value) for value in column.to_pylist()]


def _text(value: object) -> str:
    """A value as a cell of CSV would say it."""
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, float):
        value = Decimal(repr(value)) if isfinite(value) else ""  # NaN is how pandas says nothing
    if isinstance(value, Decimal):
        return format(value, "f")
    return "" if value is None else str(value)
