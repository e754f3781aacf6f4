"""The lines that were sent before, by patient, billing provider and day: their codes, modifiers and units.

Edits of a day (pairs of codes, units, add-on codes, days after surgery) hold over all claims of a day, not over each.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from claims.claim import Claim, ServiceLine
from claims.sent.postings import Postings

VOID = 2
"""How the index notes a void; a replacement is 1, a first claim 0."""

What = tuple[str, tuple[str, ...], str, str]
"""Procedure, modifiers, the clinician's NPI and taxonomy: what many lines say alike."""


class SentLine(Struct, frozen=True, gc=False):
    """A line of a claim that was sent before."""

    claim_id: str
    procedure: str
    modifiers: tuple[str, ...]
    units: float
    clinician: str
    """NPI of who rendered it."""
    taxonomy: str
    """The clinician's."""
    denied: date | None = None
    """The day of the answer that denied its claim, wholly or in part, where one is known."""


MOST_A_DAY = 200
"""Lines of a patient's day that are looked at. One that has more is no patient's, and must not make checking slow."""


Note = tuple[int, int]
"""A line as it is kept: its claim's place in the index, and its own among the lines."""


class SentLines:
    """Lines by key. What is said alike (code, modifiers, clinician) is kept once."""

    def __init__(self) -> None:
        self._at, self._says, self._units = array("i"), array("i"), array("d")
        self._whats: list[What] = []
        self._numbers: dict[What, int] = {}
        self._keys = Postings()

    def add(self, key: int, at: int, claim: Claim, line: ServiceLine) -> None:
        """Note a line of the claim at a place."""
        who = claim.renders(line)
        what = (line.procedure, line.modifiers, who.npi, who.taxonomy)
        number = self._numbers.get(what)
        if number is None:
            number = self._numbers[what] = len(self._whats)
            self._whats.append(what)
        self._keys.add(key, len(self._at))
        self._at.append(at)
        self._says.append(number)
        self._units.append(float(line.units))

    def find(self, key: int) -> list[Note]:
        """The lines of a key, in the order in which they were noted: the last ``MOST_A_DAY``."""
        at = self._at
        return [(at[number], number) for number in self._keys.find(key)[-MOST_A_DAY:]]

    def line(self, number: int, claim_id: str, denied: date | None) -> SentLine:
        """A line as it is given to who asks; the index knows its claim."""
        procedure, modifiers, clinician, taxonomy = self._whats[self._says[number]]
        return SentLine(claim_id, procedure, modifiers, self._units[number], clinician, taxonomy, denied)

    def fork(self) -> SentLines:
        """A copy that can be added to without changing this one."""
        twin = SentLines()
        twin._at, twin._says, twin._units = self._at[:], self._says[:], self._units[:]
        twin._whats, twin._numbers = self._whats.copy(), self._numbers.copy()
        twin._keys = Postings(*self._keys.arrays())
        return twin

    def arrays(self) -> dict[str, Any]:
        """What :meth:`from_arrays` takes, by name."""
        keys, values = self._keys.arrays()
        return {
            "lines_keys": keys,
            "lines_values": values,
            "lines_at": np.array(self._at, np.int32),
            "lines_says": np.array(self._says, np.int32),
            "lines_units": np.array(self._units, np.float64),
            "lines_whats": np.frombuffer(msgspec.json.encode(self._whats), np.uint8),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> SentLines:
        """What :meth:`arrays` gave."""
        lines = cls()
        lines._at.frombytes(arrays["lines_at"].astype(np.intc).tobytes())
        lines._says.frombytes(arrays["lines_says"].astype(np.intc).tobytes())
        lines._units.frombytes(arrays["lines_units"].astype(np.float64).tobytes())
        lines._whats = msgspec.json.decode(arrays["lines_whats"].tobytes(), type=list[What])
        lines._numbers = {what: number for number, what in enumerate(lines._whats)}
        lines._keys = Postings(arrays["lines_keys"], arrays["lines_values"])
        return lines


def replaced(order: Sequence[int], replaces: Sequence[int], claim_ids: Sequence[str]) -> set[int]:
    """Which of some claims a later one of them replaced or voided: those of its number, else all before it.

    Args:
        order: Places of claims, the first sent first.
        replaces: By place: 0 a first claim, 1 a replacement, ``VOID`` a void.
        claim_ids: By place.
    """
    gone: set[int] = set()
    for number, at in enumerate(order):
        if replaces[at]:
            gone.update([one for one in order[:number] if claim_ids[one] == claim_ids[at]] or order[:number])
            if replaces[at] == VOID:
                gone.add(at)
    return gone
