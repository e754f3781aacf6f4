"""What a policy turns on, line by line: the words of its sentence as a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from msgspec import Struct

from training.policies.splits import Split, above, among, any_of, around, below, none_of
from training.policies.table import Flags, Line

CATEGORY = 3
"""Characters of a diagnosis code's category: what payers' lists name, mostly."""

Inside = Callable[[Line, frozenset[str], int], bool]


class Aspect(Struct, frozen=True):
    """One thing that a policy may turn on."""

    part: Callable[[Sequence[Line], Flags], Split | None]
    """The split of lines that explains most of what was refused."""
    inside: Inside
    """Whether a line is on the refused side, given the split's values and its limit."""


def categories(line: Line) -> tuple[str, ...]:
    """The categories of the diagnoses that a line points to."""
    return tuple(dict.fromkeys(code[:CATEGORY] for code in line.diagnoses))


def place(line: Line) -> str:
    """Where a line was rendered; of an institutional bill its type."""
    return line.place or line.bill


def _number(of: Callable[[Line], int], part: Callable[..., Split | None], inside: Inside) -> Aspect:
    return Aspect(lambda lines, hit: part(np.array([of(line) for line in lines], dtype=np.int64), hit), inside)


def _value(of: Callable[[Line], object], part: Callable[..., Split | None], inside: Inside) -> Aspect:
    return Aspect(lambda lines, hit: part([of(line) for line in lines], hit), inside)


def _over(name: str) -> Aspect:
    return _number(lambda line: int(getattr(line, name)), above, lambda line, _, limit: getattr(line, name) > limit)


def _one_of(of: Callable[[Line], str]) -> Aspect:
    return _value(of, among, lambda line, values, _: of(line) in values)


def _with(of: Callable[[Line], tuple[str, ...]]) -> Aspect:
    return _value(of, any_of, lambda line, values, _: not values.isdisjoint(of(line)))


def _without(of: Callable[[Line], tuple[str, ...]]) -> Aspect:
    return _value(of, none_of, lambda line, values, _: values.isdisjoint(of(line)))


def _ages(line: Line, values: frozenset[str], _: int) -> bool:
    years = sorted(map(int, values))
    return line.age >= 0 and not years[0] <= line.age <= years[-1]


ASPECTS: Mapping[str, Aspect] = {
    "place": _one_of(place),
    "units": _over("units"),
    "only for": _without(categories),
    "not for": _with(categories),
    "modifiers": _without(lambda line: line.modifiers),
    "beside": _with(lambda line: line.partners),
    "specialty": _one_of(lambda line: line.specialty),
    "earlier": _over("earlier"),
    "lag": _over("lag"),
    "age": _number(lambda line: line.age, around, _ages),
    "stay": _number(lambda line: line.stay, below, lambda line, _, limit: 0 <= line.stay < limit),
    "revenue": _without(lambda line: (line.revenue,)),
    "principal": _one_of(lambda line: line.principal[:CATEGORY]),
}


def subject(about: str, line: Line) -> str:
    """What of a line a policy about procedures, specialties … names."""
    found: str = getattr(line, about)
    return found


def holds(name: str, lines: Sequence[Line], values: Sequence[str], limit: int) -> Flags:
    """Which lines are on the refused side."""
    inside, chosen = ASPECTS[name].inside, frozenset(values)
    return np.array([inside(line, chosen, limit) for line in lines], dtype=bool)
