"""From a 64-bit key to the numbers noted under it, for millions of notes: sorted arrays, and a dict for new ones."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

FEWEST_TO_SORT = 65_536
PART_TO_SORT = 8


class Postings:
    """A multimap of whole numbers that takes 16 bytes a note once it is sorted in.

    New notes wait in a dict and are sorted in when they are many, so that a note costs little both to make and to find.
    """

    def __init__(self, keys: NDArray[np.uint64] | None = None, values: NDArray[np.int64] | None = None) -> None:
        self._waiting = 0
        self._set(
            keys if keys is not None else np.empty(0, np.uint64),
            values if values is not None else np.empty(0, np.int64),
        )

    def __len__(self) -> int:
        return len(self._keys) + self._waiting

    def add(self, key: int, value: int) -> None:
        """Note a value under a key (both below 2**63, the key not negative)."""
        self._state[3].setdefault(key, []).append(value)
        self._waiting += 1
        if self._waiting > self._most_waiting:
            self.sort_in()

    def find(self, key: int) -> list[int]:
        """All values noted under a key, in the order in which they were noted."""
        keys, values, length, notes = self._state
        at, found = bisect_left(keys, key), []
        while at < length and keys[at] == key:
            found.append(values[at])
            at += 1
        new = notes.get(key)
        return found + new if new else found

    def sort_in(self) -> None:
        """Move the new notes into the arrays; a thread that looks something up meanwhile finds the same."""
        if self._waiting:
            notes = self._state[3]
            keys = np.fromiter((key for key, values in notes.items() for _ in values), np.uint64, self._waiting)
            values = np.fromiter((value for values in notes.values() for value in values), np.int64, self._waiting)
            all_keys, all_values = np.concatenate([self._keys, keys]), np.concatenate([self._values, values])
            order = np.argsort(all_keys, kind="stable")
            self._waiting = 0
            self._set(all_keys[order], all_values[order])

    def arrays(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Keys, ascending, and their values: what the constructor takes."""
        self.sort_in()
        return self._keys, self._values

    def _set(self, keys: NDArray[np.uint64], values: NDArray[np.int64]) -> None:
        self._keys, self._values = keys, values
        self._most_waiting = max(FEWEST_TO_SORT, len(keys) // PART_TO_SORT)
        new: dict[int, list[int]] = {}
        # In one piece, since others may be looking; and as memory views, which are indexed far faster than the arrays.
        self._state = keys.data, values.data, len(keys), new
