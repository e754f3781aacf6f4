"""The plain counts behind the reasons: how many lines a payer answered, how many it refused, and since when so.

Beside the fading rates that a model reads (:mod:`features.history`), a biller wants numbers that can be looked up: 38
of the last 41. For each circumstance (:mod:`features.circumstances`) and kind of refusal this holds the answers of
the payer's present regime (:mod:`features.regime`). Nothing in it concerns a patient.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from datetime import date

from msgspec import Struct

from features.circumstances import CIRCUMSTANCES, EVERY, OF_CLAIMS, OF_LINES, Circumstance, kinds_of
from features.keys import ANY
from features.regime import Regime
from features.situation import Situation


class Count(Struct, frozen=True, gc=False):
    """How many lines were answered under one circumstance, and how many of them refused for one kind of reason."""

    answers: int
    refused: int
    since: date
    """The day of the first answer that counts: every answer dated on it or later does."""
    before: tuple[int, int] | None = None
    """Answers and refusals before that day, where the payer answered otherwise then."""

    @property
    def changed(self) -> bool:
        """Whether the payer answered otherwise before that day."""
        return self.before is not None

    @property
    def rate(self) -> float:
        """Share refused."""
        return self.refused / self.answers


class Cell:
    """The answers under one value of a circumstance; a regime for each kind of refusal that has been met."""

    __slots__ = ("answers", "day", "first", "kinds", "regimes", "today")

    def __init__(self, kinds: tuple[str, ...]) -> None:
        self.kinds = kinds
        """The kinds of refusal that are counted here."""
        self.first = 0
        """Day of the first answer, as an ordinal."""
        self.answers = 0
        self.day = 0
        """Day of the latest answer."""
        self.today = 0
        """How many answers are dated on the latest day."""
        self.regimes: dict[str, Regime] = {}

    def add(self, day: int, refused: Collection[str]) -> None:
        """Count an answer, and for which kinds of reason it was a refusal."""
        regimes = self.regimes
        for kind in refused:
            if kind in self.kinds and kind not in regimes:
                regimes[kind] = Regime(self.first, self.answers, self.day, self.today)
        for kind, regime in regimes.items():
            regime.add(day, refused=kind in refused)
        if not self.answers:
            self.first = self.day = day
        elif day < self.first:
            self.first = day
        self.answers += 1
        if day > self.day:
            self.day, self.today = day, 0
        self.today += day == self.day

    def take(self, other: Cell) -> None:
        """Take over the answers of another cell, as far as their kinds are counted here."""
        self.first, self.answers, self.day, self.today = other.first, other.answers, other.day, other.today
        self.regimes = {kind: deepcopy(regime) for kind, regime in other.regimes.items() if kind in self.kinds}

    def tally(self, kind: str) -> tuple[int, int]:
        """Answers and refusals of the present regime for one kind of refusal."""
        regime = self.regimes.get(kind)
        return (self.answers, 0) if regime is None else (regime.answers, regime.refused)

    def count(self, kind: str) -> Count:
        """The answers of the present regime for one kind of refusal."""
        regime = self.regimes.get(kind)
        if regime is None:
            return Count(self.answers, 0, date.fromordinal(max(self.first, 1)))
        return Count(regime.answers, regime.refused, date.fromordinal(regime.since), regime.before)


class Answered(Struct, frozen=True, gc=False):
    """The answer to one line."""

    situation: Situation
    kind: str
    """The kind of refusal, empty where the line was not refused."""
    code: str
    """Group and CARC of the refusal, such as ``CO-197``."""


Cells = dict[str, dict[str, Cell]]
"""By base, then value."""


class Record:
    """All counts."""

    def __init__(self) -> None:
        self.cut: set[tuple[str, str]] = set()
        """Circumstances and bases of which values may have been left out when the record was saved, as it keeps what
        sentences can use."""
        self.cells: dict[str, Cells] = {one.name: {} for one in CIRCUMSTANCES}
        """By the circumstance's name."""
        self.codes: dict[str, dict[str, int]] = {}
        """By payer and kind of refusal, such as ``60054|authorization``: how often each code was given."""

    def add(self, answered: Sequence[Answered], day: int) -> None:
        """Count the answer to a claim.

        Args:
            answered: its lines, those that were answered.
            day: the day of the answer, as an ordinal.
        """
        for line in answered:
            refused = (ANY, line.kind) if line.kind else ()
            for one in OF_LINES:
                for payer in (line.situation.payer, EVERY) if one.anywhere else (line.situation.payer,):
                    base, values = one.of(line.situation, payer)
                    if base and payer:
                        self._count(one, base, values, day, refused)
            if line.kind and line.code:
                for payer in (line.situation.payer, EVERY):
                    given = self.codes.setdefault(f"{payer}|{line.kind}", {})
                    given[line.code] = given.get(line.code, 0) + 1
        for one in OF_CLAIMS:
            for base, by_value in _together(one, answered).items():
                for value, kinds in by_value.items():
                    self._count(one, base, value, day, (ANY, *kinds) if kinds else ())

    def _count(self, one: Circumstance, base: str, values: tuple[str, ...], day: int, refused: Collection[str]) -> None:
        siblings = self.cells[one.name].setdefault(base, {})
        for value in self._tagged(one, base, values) if one.tagged else values:
            cell = siblings.get(value)
            if cell is None:
                cell = siblings[value] = Cell(kinds_of(one, value))
            cell.add(day, refused)

    def _tagged(self, one: Circumstance, base: str, tags: tuple[str, ...]) -> list[str]:
        """The values that an answer counts under: all, each tag that it has, each known tag that it lacks."""
        siblings = self.cells[one.name][base]
        if not siblings:
            siblings[""] = Cell(one.kinds)
        for tag in tags:
            for value in (f"+{tag}", f"-{tag}"):
                if value not in siblings:
                    siblings[value] = Cell(kinds_of(one, value))
                    if value[0] == "-" and (one.name, base) not in self.cut:  # a tag that is new was lacking before
                        siblings[value].take(siblings[""])
        return [value for value in siblings if not value or (value[0] == "+") == (value[1:] in tags)]

    def siblings(self, circumstance: str, base: str) -> Mapping[str, Cell]:
        """What was counted under a base, by value."""
        return self.cells[circumstance].get(base, {})

    def count(self, circumstance: str, base: str, value: str, kind: str) -> Count | None:
        """What was counted under a value; ``None`` where nothing was."""
        cell = self.siblings(circumstance, base).get(value)
        return cell.count(kind) if cell is not None and cell.answers else None

    def code(self, payer: str, kind: str) -> str:
        """The code that a payer, or ``*`` all of them, gave most often for a kind of refusal; empty where none did."""
        given = self.codes.get(f"{payer}|{kind}", {})
        return max(given, key=lambda code: (given[code], code), default="")


def _together(one: Circumstance, answered: Sequence[Answered]) -> dict[str, dict[tuple[str, ...], list[str]]]:
    """A claim's lines under a circumstance: by base and value, the kinds of reason for which any of them was refused.

    Tags belong to the claim: it has what one of its lines has.
    """
    found: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for line in answered:
        for payer in (line.situation.payer, EVERY) if one.anywhere else (line.situation.payer,):
            base, values = one.of(line.situation, payer)
            if not base or not payer:
                continue
            under = found.setdefault(base, {})
            if one.tagged and under:
                ((tags, kinds),) = under.items()
                under.clear()
                under[tuple(dict.fromkeys((*tags, *values)))] = kinds
            else:
                kinds = under.setdefault(values, [])
            if line.kind and line.kind not in kinds:
                kinds.append(line.kind)
    return found
