"""What the office has learnt from its answers: the one place with state.

Point in time: a claim's past is read before the claim is learnt, and an answer is learnt on the day on which the office
could know it. Training replays the history, serving holds it, and both read the same numbers. It holds counts
only, by payer, code and provider, and names no patient; a count of one is of one patient's line all the same. What a
model reads are the cells; what people are told are the plain counts of the :mod:`features.record` beside them.

A *cell* counts the answers under one key. Old answers fade (half of their weight in ``HALF_LIFE`` days), and beside the
fading counts stands a short memory of the last few answers, which shows when a payer breaks with its past.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from claims.answer import Outcome
from claims.claim import Claim, Provider
from claims.sent import SentBefore, Services, Visits
from features import compiled
from features.families import family_of
from features.keys import ANY, Key, keys
from features.record import Answered, Record
from features.record_tables import from_tables, to_tables
from features.situation import Situation, situations, told

HALF_LIFE = 180.0
"""Days in which an answer loses half of its weight."""

LATELY = 0.3
"""The weight of the newest answer in the short memory."""

PRIOR = 4.0
"""How many answers the parent's rate is worth."""

RECALLED = 100_000
"""Numbers that are remembered, some 3 MB of them."""

NAN = float("nan")

Cell: TypeAlias = "array[float]"
"""Day (ordinal) of the last answer, its count, the short memory's mass; then a count and a memory for each family. They
stand in a row, since hardly any cell that a line asks for is in the processor's cache."""

HEAD = 3


class Past:
    """What was known on the day a claim is sent."""

    __slots__ = ("experience", "sent", "services", "situations", "today", "visits")

    def __init__(
        self,
        today: date,
        situations: list[Situation],
        experience: list[list[float]],
        *,
        visits: list[Visits | None],
        services: list[Services | None],
        sent: SentBefore | None,
    ) -> None:
        self.today = today
        self.situations = situations
        """The circumstances of each line."""
        self.experience = experience
        """For each line, the numbers named by ``features.experience``."""
        self.visits = visits
        """For each line, the patient's earlier days of service."""
        self.services = services
        """For each line, the patient's earlier services of its procedure."""
        self.sent = sent
        """The office's own index of what was sent; ``None`` where none is kept."""


class _Place:
    """A key with where its numbers stand in a line's experience."""

    __slots__ = ("families", "first", "key", "of", "parent_at", "span", "unseen", "width", "worst")

    def __init__(self, key: Key, first: int, above: Mapping[str, _Place]) -> None:
        self.key = key
        self.of = key.of
        self.first = first
        self.width = 1 + 2 * len(key.families)
        self.span = slice(first, first + self.width)  # made once: it is asked forty times a line
        self.families = {family: at for at, family in enumerate(key.families)}
        self.worst = key.combine == "worst"
        # Where the parent keeps the rate of each of this key's families; the root's is the zero behind all numbers.
        up = above.get(key.parent)
        self.parent_at = [up.first + 1 + 2 * up.families[family] if up else -1 for family in key.families]
        # What stands for a name that was never seen: no answers, and the parent's rates for rate and memory. Most names
        # of a line are such, and to take all numbers at once costs a fifth of a loop.
        self.unseen = itemgetter(-1, *[at for at in self.parent_at for _ in ("rate", "memory")])


def _places() -> tuple[_Place, ...]:
    placed: dict[str, _Place] = {}
    first = 0
    for one in keys():
        placed[one.name] = _Place(one, first, placed)
        first += placed[one.name].width
    return tuple(placed.values())


PLACES = _places()
AT = {place.key.name: at for at, place in enumerate(PLACES)}
WIDTH = sum(place.width for place in PLACES)
FIRST_COLUMN = PLACES[1].first
"""The numbers before it are of all answers: a rate that only drifts with time and tells no claim from another."""
_FAMILIES = np.array([len(place.families) for place in PLACES], dtype=np.intp)
_WORST = bytes(place.worst for place in PLACES)
_PARENTS = np.array([up for place in PLACES for up in place.parent_at], dtype=np.intp)
_NOTHING = [NAN] * WIDTH + [0.0]
"""A line's numbers before any is read, and the rate of the parent of the root."""


class _Recall:
    """What was read of the cells, as long as no answer comes in.

    The changes that are tried of a claim leave most of its lines as they are: these are read once.
    """

    __slots__ = ("days", "learnt", "room")

    def __init__(self, learnt: int) -> None:
        self.learnt = learnt
        self.days: defaultdict[int, dict[tuple[object, ...], list[float]]] = defaultdict(dict)
        """Day by day, the numbers of lines by their circumstances."""
        self.room = RECALLED


class History:
    """All cells."""

    def __init__(self) -> None:
        self._cells: list[dict[str, Cell]] = [{} for _ in PLACES]
        self._recall = _Recall(0)
        self.learnt = 0
        """Answers taken in since it was made: who keeps an index of it sees by this whether it moved on."""
        self.record = Record()
        """The plain counts behind the reasons."""

    def past(self, claim: Claim, today: date, sent: SentBefore | None = None) -> Past:
        """What is known of a claim's lines on a day.

        Args:
            claim: as it is about to be sent.
            today: the day.
            sent: the office's own index of what was sent before; without it, what concerns the patient is missing.
        """
        visits, services = _visits(claim, today, sent), _services(claim, today, sent)
        found = situations(claim, today, visits, services)
        recall = self._recall
        if recall.learnt != self.learnt or recall.room <= 0:  # threads that read on keep what they have
            recall = self._recall = _Recall(self.learnt)
        day = today.toordinal()
        known = recall.days[day]
        experience = []
        for situation in found:
            circumstances = told(situation)
            numbers = known.get(circumstances)
            if numbers is None:
                numbers = known[circumstances] = self._experience(situation, day)
                recall.room -= WIDTH
            experience.append(numbers)
        return Past(today, found, experience, visits=visits, services=services, sent=sent)

    def answered(self, claim: Claim, outcome: Outcome, sent: SentBefore | None = None) -> None:
        """An answer became known: count its lines under all their keys.

        Args:
            claim: as it was sent.
            outcome: what the payer made of it.
            sent: the office's own index of what was sent, which tells what came before that claim.
        """
        if outcome.answered is None:
            return
        day = outcome.answered.toordinal()
        fates = {line.number: line for line in outcome.lines}
        submitted = claim.submission_date or outcome.submitted or outcome.answered
        answered: list[Answered] = []
        visits, services = _visits(claim, submitted, sent), _services(claim, submitted, sent)
        for situation in situations(claim, submitted, visits, services):
            fate = fates.get(situation.line.number)
            if fate is None:
                continue
            code = fate.codes[0] if fate.denied and fate.codes else ""
            family = (family_of(code) if code else "other") if fate.denied else ""
            self._learn(situation, day, family)
            answered.append(Answered(situation, family, code))
        self.record.add(answered, day)
        self.learnt += 1

    def _learn(self, situation: Situation, day: int, family: str) -> None:
        for cells, place in zip(self._cells, PLACES, strict=True):
            named = place.of(situation)
            if not named:
                continue
            refused = [place.families[one] for one in ((ANY, family) if family else ()) if one in place.families]
            for name in (named,) if isinstance(named, str) else named:
                _count(cells, name, day, refused, len(place.families))

    def _experience(self, situation: Situation, day: int) -> list[float]:
        """One line's numbers."""
        if compiled.cells is not None:
            names = [place.of(situation) for place in PLACES]
            return compiled.cells.read(names, self._cells, _FAMILIES, _WORST, _PARENTS, day)
        numbers = _NOTHING[:]
        for cells, place in zip(self._cells, PLACES, strict=True):
            named = place.of(situation)
            if not named:
                continue
            if not isinstance(named, str):
                if len(named) > 1:
                    numbers[place.span] = _of_several(cells, place, named, day, numbers)
                    continue
                (named,) = named
            cell = cells.get(named)
            if cell is None:  # first, since it is what most names meet
                numbers[place.span] = place.unseen(numbers)
            else:
                numbers[place.span] = _read(cell, day, numbers, place.parent_at)
        numbers.pop()
        return numbers

    def names(self, key: str, known: int = 0) -> Iterator[str]:
        """The names under a key in the order in which they came up, but for the first so many, which are known."""
        cells = self._cells[AT[key]]
        return islice(cells, known, None) if len(cells) > known else iter(())

    def count(self, key: str, name: str) -> tuple[float, float]:
        """The answers under a name, as they faded, and the share refused; the key must count any refusal."""
        at = AT[key]
        cell = self._cells[at][name]
        return cell[1], cell[HEAD + 2 * PLACES[at].families[ANY]] / cell[1] if cell[1] else 0.0

    def tables(self) -> dict[str, NDArray[Any]]:
        """All cells and the record as arrays, for an ``.npz``: for each key its names (JSON, as bytes) and numbers."""
        arrays: dict[str, NDArray[Any]] = {}
        for cells, place in zip(self._cells, PLACES, strict=True):
            names = msgspec.json.encode(list(cells))
            arrays[f"{place.key.name}.names"] = np.frombuffer(names, dtype=np.uint8)
            arrays[f"{place.key.name}.cells"] = np.array(list(cells.values()), dtype=np.float64).reshape(
                len(cells), HEAD + 2 * len(place.families)
            )
        return arrays | to_tables(self.record)

    @classmethod
    def from_tables(cls, tables: Mapping[str, NDArray[Any]]) -> History:
        """The history that :meth:`tables` wrote.

        A key that has come since has no table, and no answers: no model that was trained before it reads it.
        """
        history = cls()
        for cells, place in zip(history._cells, PLACES, strict=True):
            if f"{place.key.name}.names" not in tables:
                continue
            names = msgspec.json.decode(tables[f"{place.key.name}.names"].tobytes(), type=list[str])
            numbers = tables[f"{place.key.name}.cells"]
            cells.update(zip(names, [array("d", row.tobytes()) for row in numbers], strict=True))
        history.record = from_tables(tables)
        return history


def _visits(claim: Claim, today: date, sent: SentBefore | None) -> list[Visits | None]:
    """Line by line; lines of one day and one clinician share them."""
    if sent is None:
        return [None] * len(claim.lines)
    found: dict[tuple[date | None, Provider], Visits] = {}
    visits: list[Visits | None] = []
    for line in claim.lines:
        who = (line.service_date, claim.renders(line))
        if who not in found:
            found[who] = sent.visits(claim, line, today)
        visits.append(found[who])
    return visits


def _services(claim: Claim, today: date, sent: SentBefore | None) -> list[Services | None]:
    """Line by line."""
    if sent is None:
        return [None] * len(claim.lines)
    return [sent.services(claim, line, today) for line in claim.lines]


def _count(cells: dict[str, Cell], name: str, day: int, refused: list[int], families: int) -> None:
    cell = cells.get(name)
    if cell is None:
        cell = cells[name] = array("d", [float(day)] + [0.0] * (HEAD - 1 + 2 * families))
    weight = 1.0
    if day > cell[0]:
        fade = 0.5 ** ((day - cell[0]) / HALF_LIFE)
        cell[0] = float(day)
        cell[1] *= fade
        for at in range(HEAD, len(cell), 2):
            cell[at] *= fade
    elif day < cell[0]:
        weight = 0.5 ** ((cell[0] - day) / HALF_LIFE)
    cell[1] += weight
    cell[2] += LATELY * (1.0 - cell[2])
    for at in range(HEAD + 1, len(cell), 2):
        cell[at] *= 1.0 - LATELY
    for family in refused:
        cell[HEAD + 2 * family] += weight
        cell[HEAD + 2 * family + 1] += LATELY


def _read(cell: Cell, day: int, numbers: list[float], parent_at: list[int]) -> list[float]:
    """A cell's count, and for each family its rate and its short memory, shrunk to the parent's."""
    fade = 0.5 ** ((day - cell[0]) / HALF_LIFE) if day > cell[0] else 1.0
    seen = cell[1] * fade
    unknown = 1.0 - cell[2]
    scale = 1.0 / (seen + PRIOR)
    found = [seen]
    source = HEAD
    for up in parent_at:
        rate = (cell[source] * fade + PRIOR * numbers[up]) * scale
        found.append(rate)
        found.append(cell[source + 1] + unknown * rate)
        source += 2
    return found


def _of_several(
    cells: dict[str, Cell], place: _Place, names: Sequence[str], day: int, numbers: list[float]
) -> Sequence[float]:
    """The numbers of a key that applies several times over."""
    seen = [cell for name in names if (cell := cells.get(name)) is not None]
    several: list[Sequence[float]] = [_read(cell, day, numbers, place.parent_at) for cell in seen]
    if len(seen) < len(names):
        several.append(place.unseen(numbers))
    return several[0] if len(several) == 1 else _chosen(several, worst=place.worst)


def _chosen(several: Sequence[Sequence[float]], *, worst: bool) -> list[float]:
    """Rate by rate the worst, or the best, of several; the count is of the one most seen."""
    counts, *rates = zip(*several, strict=True)
    return [max(counts), *map(max if worst else min, rates)]
