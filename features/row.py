"""One row a service line: the one function that makes the model's input, for training and serving alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from struct import Struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claims.claim import Claim
from features.catalogue import OF_CLAIMS, OF_EXPERIENCE, OF_LINES
from features.findings import finding
from features.history import FIRST_COLUMN, Past
from features.registry import Compute, Feature
from rules.finding import Answer

_Group = tuple[Callable[[dict[str, Any]], tuple[Any, ...]], tuple[Compute, ...]]
_Order = Callable[[list[float]], tuple[float, ...]]


def _grouped(features: Sequence[Feature]) -> tuple[tuple[_Group, ...], _Order]:
    """Columns by what they ask for, and the order that brings their values back into that of the catalogue."""
    by_arguments: dict[tuple[str, ...], list[int]] = {}
    for at, one in enumerate(features):
        by_arguments.setdefault(one.arguments, []).append(at)
    groups = []
    for arguments, members in by_arguments.items():
        # itemgetter gives a bare value for one name: a slice of one keeps it a tuple.
        take = itemgetter(*arguments) if len(arguments) > 1 else _one(arguments[0])
        groups.append((take, tuple(features[at].compute for at in members)))
    order = [at for members in by_arguments.values() for at in members]
    return tuple(groups), itemgetter(*sorted(range(len(order)), key=order.__getitem__))


def _one(name: str) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    return lambda given: (given[name],)


_CLAIM_GROUPS, _CLAIM_ORDER = _grouped(OF_CLAIMS)
_LINE_GROUPS, _LINE_ORDER = _grouped(OF_LINES)
_RULES_FROM = len(OF_CLAIMS) + len(OF_LINES) + len(OF_EXPERIENCE)


def _values(groups: tuple[_Group, ...], given: dict[str, Any]) -> list[float]:
    values: list[float] = []
    for take, computes in groups:
        arguments = take(given)
        values += [compute(*arguments) for compute in computes]
    return values


def rows(claim: Claim, answers: Mapping[str, Answer], past: Past, rules: Sequence[str] = ()) -> NDArray[np.float64]:
    """The model's input for one claim: one row a line, one column a feature (``features.names(rules)``).

    Args:
        claim: as it is about to be sent.
        answers: what each rule said of it, by rule id.
        past: what was known on the day, from :meth:`features.History.past`.
        rules: the ids of the rules that the model was trained with, each a column; others are ignored.

    Returns:
        float64, (lines, features); NaN where a value is missing.
    """
    table = np.empty((len(claim.lines), _RULES_FROM + len(rules)))
    if not claim.lines:
        return table
    given: dict[str, Any] = {"claim": claim, "answers": answers, "past": past, "today": past.today}
    of_claim = _CLAIM_ORDER(_values(_CLAIM_GROUPS, given))
    found = [finding(answers.get(rule)) for rule in rules]
    # A row is written where it stands in the table: to make arrays of its parts takes as long as all of its features.
    row = _row(table.shape[1])
    told = zip(claim.lines, past.experience, past.visits, past.services, strict=True)
    for nth, (line, experience, visits, services) in enumerate(told):
        given.update(line=line, experience=experience, visits=visits, services=services)
        of_line = _LINE_ORDER(_values(_LINE_GROUPS, given))
        row.pack_into(table.data, nth * row.size, *of_claim, *of_line, *experience[FIRST_COLUMN:], *found)
    return table


@cache
def _row(width: int) -> Struct:
    """How so many numbers stand in memory."""
    return Struct(f"{width}d")
