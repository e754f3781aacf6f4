"""Claims of many files in the order in which they are sent, each file read as a stream.

What was sent before a claim must be known when the claim is scored, and files of several billers interleave in time.
So a first reading notes when each file begins and whether it is in order; the second merges the files by submission
date, then file, then position. At any moment only the files are open whose days overlap.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import claims
from claims.fault import Fault
from claims.origin import Sourced


class Entry(NamedTuple):
    """One claim or fault of a run; entries compare by when they were sent, then by file and position."""

    day: date
    """The day that counts as today for it."""
    file: int
    """Which of the run's files, counted from 0."""
    position: int
    """Which item of that file, counted from 0."""
    item: Sourced | Fault


class Span(NamedTuple):
    """What the first reading notes of a file."""

    first: date
    """The earliest day in it."""
    in_order: bool
    """Whether its days never go back, so that it can be read as a stream."""
    count: int
    """How many claims and faults it holds."""


def entries(path: Path, file: int, otherwise: date) -> Iterator[Entry]:
    """One file's items with their days. A fault takes the day of the claim before it."""
    day = otherwise
    for position, item in enumerate(_read(path)):
        if isinstance(item, Sourced):
            day = item.claim.submission_date or otherwise
        yield Entry(day, file, position, item)


def _read(path: Path) -> Iterator[Sourced | Fault]:
    """The items of a file; one that cannot be opened is a fault."""
    try:
        yield from claims.read(path)
    except OSError as error:
        yield Fault(str(path), f"the file cannot be read: {error.strerror}", "a file that can be opened", loses="file")


def span(path: Path, file: int, otherwise: date) -> Span:
    """Read a file once for its days."""
    first = date.max
    last = date.min
    in_order = True
    count = 0
    for count, entry in enumerate(entries(path, file, otherwise), start=1):  # noqa: B007  the last count is used
        in_order = in_order and entry.day >= last
        first, last = min(first, entry.day), entry.day
    return Span(first, in_order, count)


def stream(path: Path, file: int, otherwise: date, known: Span) -> Iterator[Entry]:
    """One file's items by day and position. A file whose days go back is held in memory to be sorted."""
    found = entries(path, file, otherwise)
    return found if known.in_order else iter(sorted(found, key=lambda entry: (entry.day, entry.position)))


def as_sent(paths: Sequence[Path], spans: Sequence[Span], otherwise: date) -> Iterator[Entry]:
    """All items of all files, in the order in which their claims are sent; ``otherwise`` dates those without a date."""
    waiting = deque(sorted(range(len(paths)), key=lambda file: (spans[file].first, file)))
    heads: list[tuple[date, int, int, Entry, Iterator[Entry]]] = []
    while waiting or heads:
        while waiting and (not heads or spans[waiting[0]].first <= heads[0][0]):
            file = waiting.popleft()
            _advance(heads, stream(paths[file], file, otherwise, spans[file]))
        if heads:
            entry, rest = heapq.heappop(heads)[3:]
            yield entry
            _advance(heads, rest)


def _advance(heads: list[tuple[date, int, int, Entry, Iterator[Entry]]], rest: Iterator[Entry]) -> None:
    """Put a file's next item among those that may come next."""
    entry = next(rest, None)
    if entry is not None:
        heapq.heappush(heads, (entry.day, entry.file, entry.position, entry, rest))
