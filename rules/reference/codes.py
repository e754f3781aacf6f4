"""Whether a code is in force on a day: sorted records of fixed width, opened when first asked, found by bisection."""

from __future__ import annotations

import gzip
from bisect import bisect_left
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

import msgspec
from msgspec import Struct

from rules.reference.editions import edition

Status = Literal["valid", "header", "ended", "not yet", "unknown"]
"""In force; a category that longer codes divide; no longer; not yet; in no edition."""

WIDTH = 7
"""Letters of the longest code; the two bytes after them say which windows are its own."""

CATEGORY = 3
"""Letters of the shortest category of diagnoses."""


class Code(Struct, frozen=True, gc=False):
    """What an edition says of a code on a day."""

    status: Status
    since: date | None = None
    """When it began, or begins."""
    until: date | None = None
    """When it ended, or ends."""


class Table:
    """One code set: each code with the windows of time in which it is in force."""

    def __init__(self, name: str) -> None:
        data = gzip.decompress(files("rules.reference").joinpath(edition(name).file).read_bytes())
        head, _, self._records = data.partition(b"\n")
        self._windows = msgspec.json.decode(head, type=list[list[tuple[date, date | None]]])
        self._step = WIDTH + 2
        self._count = len(self._records) // self._step

    def windows(self, code: str) -> list[tuple[date, date | None]]:
        """First and last day of each window of a code, in order; empty for a code that it does not know."""
        at = self._find(code)
        return self._windows_at(at) if at < self._count and self._code_at(at) == code.encode().ljust(WIDTH) else []

    def longer(self, code: str, day: date) -> bool:
        """Whether a longer code that begins with this one is in force on a day."""
        prefix, at = code.encode(), self._find(code)
        while at < self._count and (own := self._code_at(at)).startswith(prefix):
            in_force = any(first <= day and (last is None or day <= last) for first, last in self._windows_at(at))
            if in_force and own.rstrip() != prefix:
                return True
            at += 1
        return False

    def _find(self, code: str) -> int:
        wanted = code.encode().ljust(WIDTH)
        return bisect_left(range(self._count), wanted, key=self._code_at)

    def _code_at(self, at: int) -> bytes:
        return self._records[at * self._step : at * self._step + WIDTH]

    def _windows_at(self, at: int) -> list[tuple[date, date | None]]:
        return self._windows[int.from_bytes(self._records[at * self._step + WIDTH : (at + 1) * self._step])]


@cache
def table(name: str) -> Table:
    """A code set, opened once."""
    return Table(name)


@lru_cache(8192)
def diagnosis(code: str, day: date) -> Code | None:
    """An ICD-10-CM code, without its point; ``None`` where no edition covers the day."""
    return _look("icd10cm", code, day)


@lru_cache(4096)
def level_two(code: str, day: date) -> Code | None:
    """A HCPCS Level II code; ``None`` where the edition cannot tell. The D codes are the ADA's and not in it.

    The edition says nothing of later days, but what it knows as ended has ended.
    """
    return _look("hcpcs", code, day)


@lru_cache(1024)
def place_of_service(code: str, day: date) -> Code | None:
    """A place of service code; ``None`` where no edition covers the day."""
    return _look("pos", code, day)


@lru_cache(1024)
def modifier(code: str) -> bool:
    """Whether a modifier is in the list at hand. It has no dates: a modifier that it lacks may be new."""
    return bool(table("modifiers").windows(code))


def _look(name: str, code: str, day: date) -> Code | None:
    known = edition(name)
    windows = table(name).windows(code) if code.isascii() and len(code) <= WIDTH else []
    begun = [(first, last) for first, last in windows if first <= day]
    if begun:
        first, last = begun[-1]
        if last is not None and last < day:
            return Code("ended", first, last)
        return Code("valid", first, last) if known.covers(day) else None
    if windows:
        return Code("not yet", *windows[0]) if known.covers(day) else None
    if not known.complete_from <= day <= known.last:
        return None
    is_category = len(code) >= CATEGORY and code.isascii() and table(name).longer(code, day)
    return Code("header" if is_category else "unknown")
