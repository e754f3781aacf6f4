"""Rows by key, in bytes that are read in place: sorted keys of one width, each with the number of what it says.

What many keys say alike stands once. Layout, all numbers little-endian and of four bytes: width of a key, count of
keys, count of distinct values, five unused; the records (key, padded with blanks, and the number of its value); the end
of each value; the values, each a JSON list of rows.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Struct

from rules.reference.kind import Kind

HEAD = struct.Struct("<8I")
NUMBER = 4
REMEMBERED = 16_384
"""Keys whose rows are remembered."""


class Table:
    """Rows in a buffer. It never changes."""

    def __init__(self, kind: Kind[Any], data: memoryview) -> None:
        if len(data) < HEAD.size:
            raise ValueError("it ends before its rows begin")
        self._width, self._count, distinct, *_ = HEAD.unpack_from(data)
        self._step = self._width + NUMBER
        ends_at = HEAD.size + self._count * self._step
        values_at = ends_at + distinct * NUMBER
        self._records = data[HEAD.size : ends_at]
        self._ends = data[ends_at:values_at]
        self._values = data[values_at:]
        if len(self._ends) != distinct * NUMBER or len(self._values) != (self._end(distinct - 1) if distinct else 0):
            raise ValueError("it is cut off")
        self._decode = msgspec.json.Decoder(tuple[kind.row, ...]).decode  # type: ignore[name-defined]
        self._value = lru_cache(REMEMBERED)(self._decoded)
        self.find = lru_cache(REMEMBERED)(self._found)

    def _found(self, key: str) -> tuple[Any, ...]:
        if not key.isascii() or key[-1:] == " ":
            return ()
        wanted = key.encode().ljust(self._width)
        at = bisect_left(range(self._count), wanted, key=self._key)
        if at == self._count or self._key(at) != wanted:
            return ()
        start = at * self._step + self._width
        rows: tuple[Any, ...] = self._value(int.from_bytes(self._records[start : start + NUMBER], "little"))
        return rows

    def alike(self) -> Iterator[tuple[tuple[Any, ...], int]]:
        """What keys say, and how many of them say it; the keys themselves are passed over."""
        numbers = Counter(number for (number,) in struct.iter_unpack(f"<{self._width}xI", self._records))
        return ((self._decoded(number), count) for number, count in numbers.items())

    def _key(self, at: int) -> bytes:
        return bytes(self._records[at * self._step : at * self._step + self._width])

    def _end(self, number: int) -> int:
        return int.from_bytes(self._ends[number * NUMBER : (number + 1) * NUMBER], "little")

    def _decoded(self, number: int) -> tuple[Any, ...]:
        start = self._end(number - 1) if number else 0
        rows: tuple[Any, ...] = self._decode(self._values[start : self._end(number)])
        return rows


def opened(kind: Kind[Any], data: memoryview) -> Table:
    """The rows in such bytes, read in place.

    Raises:
        ValueError: they are cut off.
    """
    return Table(kind, data)


def compiled(rows: Iterable[tuple[str, Struct]]) -> tuple[bytes, int]:
    """The bytes of all rows, and how many rows there are."""
    by_key: dict[bytes, tuple[Struct, ...]] = {}
    alike: dict[tuple[Struct, ...], tuple[Struct, ...]] = {}
    total = 0
    for key, row in rows:
        code = key.encode()
        said = (*by_key.get(code, ()), row)
        by_key[code] = alike.setdefault(said, said)
        total += 1
    keys = sorted(by_key)
    width = max(map(len, keys), default=1)
    numbers: dict[tuple[Struct, ...], int] = {}
    records = bytearray()
    for code in keys:
        number = numbers.setdefault(by_key[code], len(numbers))
        records += code.ljust(width) + number.to_bytes(NUMBER, "little")
    values = [_plain(said) for said in numbers]
    ends, end = array("I"), 0
    for value in values:
        end += len(value)
        ends.append(end)
    head = HEAD.pack(width, len(keys), len(values), 0, 0, 0, 0, 0)
    packed = struct.pack(f"<{len(ends)}I", *ends)
    return b"".join((head, bytes(records), packed, *values)), total


def _plain(rows: tuple[Struct, ...]) -> bytes:
    """JSON without what is as a row's class has it anyhow."""
    kept = [
        {
            name: value
            for name, value, usual in zip(
                row.__struct_fields__, msgspec.structs.astuple(row), _usual(type(row)), strict=True
            )
            if value != usual
        }
        for row in rows
    ]
    return msgspec.json.encode(kept)


@lru_cache(64)
def _usual(row: type[Struct]) -> tuple[object, ...]:
    return tuple(field.default for field in msgspec.structs.fields(row))
