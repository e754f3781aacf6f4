"""Values that change over time, each with its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import TypeVar

from msgspec import Struct

from rules.finding import Source
from rules.strict import Node

T = TypeVar("T")


class Dated(Struct, frozen=True, gc=False):
    """A value, since when and until when it is in force, and who says so."""

    value: object
    start: date
    end: date | None
    """The last day; ``None`` while no end is known."""
    source: Source
    known_from: date
    """The day on which an office could know it: no earlier claim meets it."""
    proposed: bool = False
    """Nobody has approved it yet: what goes by it is a warning, never an error."""

    def holds(self, day: date, today: date) -> bool:
        """Whether it was in force on a day, and known today."""
        return self.start <= day and (self.end is None or day <= self.end) and self.known_from <= today


def in_force(values: Iterable[Dated], day: date, today: date) -> Dated | None:
    """The one that holds on a day, as known today."""
    for dated in values:
        if dated.start <= day and (dated.end is None or day <= dated.end) and dated.known_from <= today:
            return dated
    return None


def codes(dated: Dated) -> tuple[str, ...]:
    """The codes of a value that is a list of codes."""
    assert isinstance(dated.value, tuple)
    return dated.value


def read_source(node: Node) -> Source:
    """A title and, where there is one, a link."""
    keys = node.record(needs=["title"], takes=["href"])
    href = keys["href"].text() if "href" in keys else ""
    if href and not href.startswith("https://"):
        raise keys["href"].wrong(f"{href!r} is no link", "write one that begins with https://")
    return Source(keys["title"].text(), href)


DATED_KEYS = ("from", "through", "known_from", "source", "proposed")


def read_dates(node: Node, keys: Mapping[str, Node], value: object) -> Dated:
    """A value with the dates and the source that stand beside it."""
    start = keys["from"].day()
    end = keys["through"].day() if "through" in keys else None
    if end is not None and end < start:
        raise keys["through"].wrong(f"it ends on {end}, before it begins on {start}", "put the dates right")
    if "source" not in keys:
        raise node.wrong("source is missing", "add source: {title: …, href: …}: every value says who set it")
    known = keys["known_from"].day() if "known_from" in keys else start
    proposed = keys["proposed"].yes() if "proposed" in keys else False
    return Dated(value, start, end, read_source(keys["source"]), known, proposed)


def read_timeline(node: Node, read_value: Callable[[Node], object], key: str = "value") -> tuple[Dated, ...]:
    """A list of values with dates, the latest first; no two may be in force on one day."""
    found: list[tuple[Dated, Node]] = []
    for item in node.items():
        keys = item.record(needs=["from", key], takes=DATED_KEYS)
        found.append((read_dates(item, keys, read_value(keys[key])), item))
    found.sort(key=lambda pair: pair[0].start)
    for (earlier, item), (later, _) in pairwise(found):
        if earlier.start == later.start or (earlier.end is not None and earlier.end >= later.start):
            raise item.wrong(f"two values are in force on {later.start}", "let one end before the next begins")
    # An open end is closed by the next beginning: the latest is looked at first.
    return tuple(dated for dated, _ in reversed(found))
