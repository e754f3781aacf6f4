"""Millions of pairs of codes in a file that is mapped, not read: processes share its pages, and opening costs little.

The form of NCCI editions: a length and as much JSON (the codes, and the distinct things that are said of pairs), then
two tables of whole numbers: where each column-one code begins, and for each a small hash table of its column-two
codes, half empty, whose slots hold the code's number and the number of what is said. A pair is found with two or three
reads.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from rules.reference.kind import Kind
from rules.reference.ncci import Pair

FORM = 1
"""Version of the form."""
CODE = 5
"""Letters of a procedure code."""
MOST_CODES = 2**16
LENGTH = struct.Struct("<Q")
"""Of the JSON, in bytes."""
SLOT_BITS = 32
EMPTY = 2**SLOT_BITS - 1
REMEMBERED = 16_384
"""Pairs whose rows are remembered: an office bills the same ones over and over."""
MIX = 40_503
"""Spreads neighbouring codes over a table (an odd number near 2**16 over the golden ratio)."""


class Head(Struct, frozen=True):
    """What stands before the tables."""

    form: int
    byteorder: str
    codes: str
    """All codes, one after the other; a code's number is its place."""
    says: list[tuple[Pair, ...]]
    """What is said of a pair: a row for each window."""
    slots: int


def compiled(rows: Iterable[tuple[str, Struct]]) -> tuple[bytes, int]:
    """The bytes of all pairs, and how many rows there were.

    Args:
        rows: Each with its key, column one and column two, one after the other; a pair may come with several windows.

    Raises:
        ValueError: there are more codes than NCCI can have, or a key is not of two codes.
    """
    codes: dict[str, int] = {}
    said_once: dict[Pair, int] = {}
    keys, said = array("I"), array("I")
    for key, row in rows:
        if len(key) != 2 * CODE or not isinstance(row, Pair):
            raise ValueError(f"{key!r} is no pair of codes")
        first, second = key[:CODE], key[CODE:]
        keys.append(codes.setdefault(first, len(codes)) << 16 | codes.setdefault(second, len(codes)))
        said.append(said_once.setdefault(row, len(said_once)))
        if len(codes) >= MOST_CODES:
            raise ValueError(f"there are more than {MOST_CODES} codes: this is no NCCI file")
    pairs, histories, says = _joined(keys, said, list(said_once))
    bits = _bits(len(codes))
    if len(says) >= 2**bits:
        raise ValueError(f"pairs have more than {2**bits} distinct histories: this is no NCCI file")
    starts, slots = _tables(pairs, histories, len(codes), bits)
    head = Head(FORM, sys.byteorder, "".join(codes), says, len(slots))
    said_first = msgspec.json.encode(head)
    return b"".join((LENGTH.pack(len(said_first)), said_first, starts.tobytes(), slots.tobytes())), len(keys)


def _bits(codes: int) -> int:
    """How many bits of a slot are left to say what is said of a pair."""
    return SLOT_BITS - codes.bit_length()


def _joined(
    keys: array[int], said: array[int], once: list[Pair]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], list[tuple[Pair, ...]]]:
    """Each pair once (the two codes' numbers), in order, with the number of its history; and all histories."""
    rows = np.unique(np.frombuffer(keys, np.uint32).astype(np.uint64) << np.uint64(32) | np.frombuffer(said, np.uint32))
    pairs, starts = np.unique(rows >> np.uint64(32), return_index=True)
    said_of = (rows & np.uint64(0xFFFF_FFFF)).astype(np.uint32)
    histories = said_of[starts]
    known = {(at,): at for at in range(len(once))}
    ends = np.append(starts[1:], len(rows))
    for at in np.flatnonzero(ends - starts > 1).tolist():
        own = tuple(said_of[starts[at] : ends[at]].tolist())
        histories[at] = known.setdefault(own, len(known))
    return pairs.astype(np.uint32), histories, [tuple(once[at] for at in own) for own in known]


def _tables(
    pairs: NDArray[np.uint32], histories: NDArray[np.uint32], codes: int, bits: int
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Where the table of each column-one code begins, and all tables: twice as many slots as column-two codes.

    All pairs look for their slots at once: where several meet at an empty one, one takes it and the others go on.
    """
    first, second = (pairs >> np.uint32(16)).astype(np.int64), (pairs & np.uint32(0xFFFF)).astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(2 * np.bincount(first, minlength=codes))))
    slots = np.full(starts[-1], EMPTY, np.uint32)
    entries = second.astype(np.uint32) << np.uint32(bits) | histories
    begin, size = starts[first], starts[first + 1] - starts[first]
    at, left = second * MIX % size, np.arange(len(pairs))
    while len(left):
        place = begin[left] + at[left]
        free = slots[place] == EMPTY
        slots[place[free]] = entries[left[free]]
        left = left[slots[place] != entries[left]]
        at[left] = (at[left] + 1) % size[left]
    return starts.astype(np.uint32), slots


class Pairs:
    """Pairs in a buffer. It never changes."""

    def __init__(self, data: memoryview) -> None:
        if len(data) < LENGTH.size:
            raise ValueError("it ends before its pairs begin")
        body = LENGTH.size + LENGTH.unpack_from(data)[0]
        head = msgspec.json.decode(data[LENGTH.size : body], type=Head)
        if (head.form, head.byteorder) != (FORM, sys.byteorder):
            raise ValueError("it was made by another version, or on another kind of machine")
        codes = len(head.codes) // CODE
        tables = body + 4 * (codes + 1)
        if len(data) != tables + 4 * head.slots:
            raise ValueError("it is cut off")
        self._numbers = {head.codes[at * CODE : at * CODE + CODE]: at for at in range(codes)}
        self._says = head.says
        bounds = pairwise(data[body:tables].cast("I").tolist())
        self._tables = {
            code: (begin, end - begin) for code, (begin, end) in zip(self._numbers, bounds, strict=True) if begin < end
        }
        self._slots = data[tables:].cast("I")
        self._bits = _bits(codes)
        self._mask = (1 << self._bits) - 1
        self.find = lru_cache(REMEMBERED)(self._found)
        """What is said of a pair: column one and column two, one after the other; a row for each window."""

    def __iter__(self) -> Iterator[tuple[str, tuple[Pair, ...]]]:
        """Every pair, by its key, and what is said of it."""
        codes = list(self._numbers)
        for first, (begin, size) in self._tables.items():
            for slot in self._slots[begin : begin + size]:
                if slot != EMPTY:
                    yield first + codes[slot >> self._bits], self._says[slot & self._mask]

    def alike(self) -> Iterable[tuple[tuple[Pair, ...], int]]:
        """What pairs say, and how many of them say it."""
        return Counter(said for _, said in self).items()

    def _found(self, key: str) -> tuple[Pair, ...]:
        table, second = self._tables.get(key[:CODE]), self._numbers.get(key[CODE:])
        if table is None or second is None:
            return ()
        begin, size = table
        slots, bits, at = self._slots, self._bits, second * MIX % size
        while (slot := slots[begin + at]) != EMPTY:
            if slot >> bits == second:
                return self._says[slot & self._mask]
            at = (at + 1) % size
        return ()


def opened(_kind: Kind[Any], data: memoryview) -> Pairs:
    """The pairs in such bytes, read in place.

    Raises:
        ValueError: they are cut off, or of another version or machine.
    """
    return Pairs(data)
