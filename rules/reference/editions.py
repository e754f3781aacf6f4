"""Which editions of which code sets are at hand, the dates that they speak of, and where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct


class Edition(Struct, frozen=True):
    """One code set as it ships."""

    name: str
    """As rules name it: icd10cm, hcpcs, pos, modifiers."""
    title: str
    file: str
    first: date
    """The first day that it speaks of."""
    last: date
    """The last day that it speaks of: later, only what it knows as ended is known."""
    complete_from: date
    """The first day on which it holds every code: earlier ones that were dropped by then are missing."""
    codes: int
    source: str
    """Who published it, and how a user gets it."""
    href: str = ""
    digest: str = ""
    """SHA-256 of the file that it was made from, for what a user loaded."""
    keys: str = ""
    """Regular expression of the keys that it speaks of; empty: all. Of other keys it knows nothing."""

    def covers(self, day: date) -> bool:
        """Whether it speaks of a day."""
        return self.first <= day <= self.last


@cache
def editions() -> Mapping[str, Edition]:
    """All that ship, by name."""
    text = files("rules.reference").joinpath("editions.json").read_bytes()
    return {found.name: found for found in msgspec.json.decode(text, type=list[Edition])}


def edition(name: str) -> Edition:
    """One of them."""
    return editions()[name]
