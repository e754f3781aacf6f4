"""The editions at hand: those that ship, and those that a user loaded. The date of service chooses among them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property, lru_cache, partial
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


MOST_DAYS = 8_192
"""Days of kinds whose editions are remembered: garbage in place of days must not fill the memory."""

Find = Callable[[str], tuple[Any, ...] | None]
"""From a key to its rows on a day; ``None`` where no edition speaks of it."""


class Rows(Protocol[Found_co]):
    """The rows of one edition."""

    def find(self, key: str) -> tuple[Found_co, ...]:
        """All rows of a key; none is an empty tuple."""
        ...

    def alike(self) -> Iterable[tuple[tuple[Found_co, ...], int]]:
        """What keys say, and how many of them say it: all that there is, without the keys."""
        ...


class Listing(Struct, frozen=True):
    """Rows held in memory."""

    by_key: Mapping[str, tuple[Any, ...]]

    def find(self, key: str) -> tuple[Any, ...]:
        """All rows of a key."""
        return self.by_key.get(key, ())

    def alike(self) -> Iterable[tuple[tuple[Any, ...], int]]:
        """What keys say, and how many of them say it."""
        return Counter(self.by_key.values()).items()


class Held(Struct, frozen=True):
    """One edition and its rows."""

    kind: str
    edition: Edition
    rows: Rows[Any]

    def speaks_of(self, key: str) -> bool:
        """Whether the edition knows all that there is of a key."""
        edition = self.edition
        if edition.spans and not any(first <= key[: len(first)] <= last for first, last in edition.spans):
            return False
        return not edition.keys or re.fullmatch(edition.keys, key) is not None


class Shelf:
    """Editions, by kind and date. It never changes: threads and processes may share it."""

    def __init__(self, held: Iterable[Held] | Callable[[], Iterable[Held]] = ()) -> None:
        """Hold some editions.

        Args:
            held: the editions, or what opens them, called when first asked. Of two that begin on one day the
                one that ends later is asked first, of two of the same days the one that comes first here.
        """
        self._given = held
        self._finders: dict[tuple[str, date], Find] = {}

    @cached_property
    def _held(self) -> dict[str, list[Held]]:
        by_kind: dict[str, list[Held]] = {}
        for one in self._given() if callable(self._given) else self._given:
            by_kind.setdefault(one.kind, []).append(one)
        for editions in by_kind.values():
            editions.sort(key=lambda one: (one.edition.first, one.edition.last), reverse=True)
        return by_kind

    def held(self, kind: Kind[Any] | None = None) -> list[Held]:
        """All editions, or those of a kind, the latest first."""
        kinds = [kind.name] if kind else sorted(self._held)
        return [one for name in kinds for one in self._held.get(name, ())]

    def with_these(self, held: Iterable[Held]) -> Shelf:
        """This shelf, with the editions of some kinds replaced by others."""
        instead = list(held)
        kinds = {one.kind for one in instead}
        return Shelf([*instead, *(one for one in self.held() if one.kind not in kinds)])

    def on(self, kind: Kind[Any], day: date, key: str | None = None) -> Held | None:
        """The edition that speaks of a day, and of a key, the latest where several do; ``None`` is no data.

        One that held every code on that day comes before one that knows of that day by hindsight.
        """
        by_hindsight = None
        for one in self._held.get(kind.name, ()):
            edition = one.edition
            if edition.first <= day <= edition.last and (key is None or not edition.is_partial or one.speaks_of(key)):
                if edition.complete_from <= day:
                    return one
                by_hindsight = by_hindsight or one
        return by_hindsight

    def find(self, kind: Kind[Row], key: str, day: date) -> tuple[Row, ...] | None:
        """The rows of a key in the edition of a day; ``None`` where no edition speaks of that day."""
        return (self._finders.get((kind.name, day)) or self.finder(kind, day))(key)

    def finder(self, kind: Kind[Any], day: date) -> Find:
        """How all keys of a day are found, for who asks about many."""
        found = self._finders.get((kind.name, day))
        if found is None:
            if len(self._finders) >= MOST_DAYS:
                self._finders.clear()
            found = self._finders[kind.name, day] = self._finder(kind, day)
        return found

    def _finder(self, kind: Kind[Any], day: date) -> Find:
        """The edition that :meth:`on` finds, once for all keys, unless it depends on the key."""
        covering = [one for one in self._held.get(kind.name, ()) if one.edition.covers(day)]
        for one in covering:
            if one.edition.is_partial:
                return partial(self._find, kind, day)
            if one.edition.complete_from <= day:
                return one.rows.find
        return covering[0].rows.find if covering else _nowhere

    def _find(self, kind: Kind[Any], day: date, key: str) -> tuple[Any, ...] | None:
        one = self.on(kind, day, key)
        return None if one is None else one.rows.find(key)

    def because(self, kind: Kind[Any], key: str, day: date, row: Struct) -> Dated | None:
        """The row of a key that decided, with its dates, its edition as source: for :class:`rules.problem.Problem`."""
        one = self.on(kind, day, key)
        if one is None:
            return None
        edition = one.edition
        start, end = getattr(row, "start", None), getattr(row, "end", None)
        return Dated(row, start or edition.first, end, Source(edition.title, edition.href), edition.first)

    def lacks(self, kind: Kind[Any], day: date | None = None) -> NoData:
        """The answer of a rule whose edition is not at hand, or, where one covers the day, does not speak of a code."""
        covered = day is not None and any(one.edition.covers(day) for one in self._held.get(kind.name, ()))
        return _lacks(kind, "says nothing of this code" if covered else "")


def _nowhere(_key: str) -> None:
    """No edition speaks of the day."""


@lru_cache(256)
def _lacks(kind: Kind[Any], silence: str) -> NoData:
    why = f"the edition at hand for the date {silence}" if silence else "no edition at hand covers the date"
    return NoData(f"{kind.title}: {why}", f"{kind.name}: {kind.get}")


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
        name=kind.name, title=f"{kind.title} (made up)", first=first, last=last, complete_from=first,
        codes=len(by_key), source="made up",
    )  # fmt: skip
    return Held(kind.name, edition, Listing(by_key))
