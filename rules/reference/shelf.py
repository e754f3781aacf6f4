"""The editions at hand: those that ship, and those that a user loaded. The date of service chooses among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol, TypeVar

import msgspec
from msgspec import Struct

from rules.dated import Dated
from rules.finding import Source
from rules.problem import NoData
from rules.reference.editions import Edition
from rules.reference.kind import Kind

Row = TypeVar("Row", bound=Struct)
Found_co = TypeVar("Found_co", bound=Struct, covariant=True)


class Rows(Protocol[Found_co]):
    """The rows of one edition."""

    def find(self, key: str) -> tuple[Found_co, ...]:
        """All rows of a key; none is an empty tuple."""
        ...


class Listing(Struct, frozen=True):
    """Rows held in memory."""

    by_key: Mapping[str, tuple[Any, ...]]

    def find(self, key: str) -> tuple[Any, ...]:
        """All rows of a key."""
        return self.by_key.get(key, ())


class Held(Struct, frozen=True):
    """One edition and its rows."""

    kind: str
    edition: Edition
    rows: Rows[Any]


class Shelf:
    """Editions, by kind and date. It never changes: threads and processes may share it."""

    def __init__(self, held: Iterable[Held] = ()) -> None:
        self._held: dict[str, list[Held]] = {}
        for one in held:
            self._held.setdefault(one.kind, []).append(one)
        for editions in self._held.values():
            editions.sort(key=lambda one: one.edition.first, reverse=True)

    def held(self) -> list[Held]:
        """All editions, by kind, the latest first."""
        return [one for kind in sorted(self._held) for one in self._held[kind]]

    def on(self, kind: Kind[Any], day: date) -> Held | None:
        """The edition that speaks of a day, the latest where several do; ``None`` is no data."""
        for one in self._held.get(kind.name, ()):
            if one.edition.covers(day):
                return one
        return None

    def find(self, kind: Kind[Row], key: str, day: date) -> tuple[Row, ...] | None:
        """The rows of a key in the edition of a day; ``None`` where no edition speaks of that day."""
        one = self.on(kind, day)
        return None if one is None else one.rows.find(key)

    def because(self, kind: Kind[Any], day: date, row: Struct) -> Dated | None:
        """The row that decided, with its dates and its edition as source, for :class:`rules.problem.Problem`."""
        one = self.on(kind, day)
        if one is None:
            return None
        edition = one.edition
        start, end = getattr(row, "start", None), getattr(row, "end", None)
        return Dated(row, start or edition.first, end, Source(edition.title, edition.href), edition.first)

    def lacks(self, kind: Kind[Any]) -> NoData:
        """The answer of a rule whose edition is not at hand."""
        return NoData(f"{kind.title}: no edition at hand covers the date", f"{kind.name}: {kind.get}")


def made_up(kind: Kind[Any], rows: Iterable[Mapping[str, Any]], first: date, last: date) -> Held:
    """An edition for tests and for cases: each row with its ``key`` beside what it says.

    Raises:
        msgspec.ValidationError: a row has not the form of its kind.
    """
    by_key: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        fields = {name: value for name, value in row.items() if name != "key"}
        by_key[row["key"]] = (*by_key.get(row["key"], ()), msgspec.convert(fields, kind.row))
    edition = Edition(
        name=kind.name, title=f"{kind.title} (made up)", file="", first=first, last=last, complete_from=first,
        codes=len(by_key), source="made up",
    )  # fmt: skip
    return Held(kind.name, edition, Listing(by_key))
