"""A record of plain counts as arrays, small enough to travel in a bundle.

What no sentence can use stays out: circumstances under which too little was answered, and those where neither they nor
a sibling were ever refused. Counting begins anew for them: the counts of a record that was saved are of the last
answers, as their sentences say. So does a tag that comes up under a base of which something may have stayed out, since
it may have been met before; under a base that no bundle had, it is new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from features.circumstances import BY_NAME, CIRCUMSTANCES, kinds_of
from features.families import FAMILIES
from features.keys import ANY
from features.record import Cell, Record
from features.regime import Regime

FEWEST = 3
"""Answers below which a circumstance has nothing to tell."""

ALWAYS = frozenset({"payer", "clinician", "biller"})
"""Circumstances that are kept whole: what stands in for all others."""

KINDS = (ANY, *FAMILIES)

TAGGED = tuple(one for one in CIRCUMSTANCES if one.tagged)

NAMES, CELLS, REGIMES, RUNS, SUMS = (f"record.{part}" for part in ("names", "cells", "regimes", "runs", "sums"))

Tables = Mapping[str, NDArray[Any]]


class _Names(msgspec.Struct, omit_defaults=True):
    """What the rows of the tables are of, in their order."""

    kinds: tuple[str, ...]
    cells: dict[str, dict[str, list[str]]]
    """By circumstance and base, the values."""
    codes: dict[str, dict[str, int]]
    uncut: dict[str, list[str]] = {}
    """By circumstance with tags, the bases of which nothing was ever left out; told where counting goes on."""


def to_tables(record: Record, *, whole: bool = False) -> dict[str, NDArray[Any]]:
    """The record as arrays, one column a number: cells, the regimes of each, and the runs of those that have any.

    ``whole`` leaves nothing out and rounds nothing, so that counting can go on where it was.
    """
    names = _Names(KINDS, {}, {key: dict(sorted(given.items())) for key, given in sorted(record.codes.items())})
    cells: list[tuple[int, ...]] = []
    regimes: list[tuple[int, ...]] = []
    runs: list[tuple[int, ...]] = []
    sums: list[float] = []
    if whole:
        names.uncut = {
            one.name: [base for base in record.cells[one.name] if (one.name, base) not in record.cut] for one in TAGGED
        }
    for circumstance, base, value, cell in _all(record) if whole else _worth(record):
        names.cells.setdefault(circumstance, {}).setdefault(base, []).append(value)
        for kind, regime in cell.regimes.items():
            for way, run in enumerate(regime.runs):
                if run.sum > 0:
                    runs.append((len(regimes), way, run.since, run.answers, run.refused))
                    sums.append(run.sum)
            before = regime.before or (0, 0)
            own = (regime.since, regime.answers, regime.refused, *before, regime.today_refused)
            regimes.append((len(cells), KINDS.index(kind), *own))
        cells.append((cell.first, cell.answers, cell.day, cell.today))
    return {
        NAMES: np.frombuffer(msgspec.json.encode(names), dtype=np.uint8),
        CELLS: _columns(cells, 4),
        REGIMES: _columns(regimes, 8),
        RUNS: _columns(runs, 5),
        SUMS: np.array(sums, dtype=np.float64 if whole else np.float32),
    }


def from_tables(tables: Tables) -> Record:
    """The record that :func:`to_tables` wrote; an empty one where the tables have none."""
    record = Record()
    if NAMES not in tables:
        return record
    names = msgspec.json.decode(tables[NAMES].tobytes(), type=_Names)
    record.codes = names.codes
    for each in TAGGED:
        cut = set(names.cells.get(each.name, ())) - set(names.uncut.get(each.name, ()))
        record.cut.update((each.name, base) for base in cut)
    known = BY_NAME
    cells: list[Cell] = []
    for (circumstance, base, value), numbers in zip(_named(names), tables[CELLS].tolist(), strict=True):
        one = known.get(circumstance)
        cell = Cell(kinds_of(one, value) if one else ())
        cell.first, cell.answers, cell.day, cell.today = numbers
        cells.append(cell)
        if one:
            record.cells[circumstance].setdefault(base, {})[value] = cell
    regimes: list[Regime] = []
    for at, kind, since, answers, refused, before, before_refused, today_refused in tables[REGIMES].tolist():
        regime = Regime(since, answers, cells[at].day, cells[at].today)
        regime.refused, regime.today_refused = refused, today_refused
        regime.before = (before, before_refused) if before else None
        cells[at].regimes[names.kinds[kind]] = regime
        regimes.append(regime)
    for (at, way, since, answers, refused), total in zip(tables[RUNS].tolist(), tables[SUMS].tolist(), strict=True):
        run = regimes[at].runs[way]
        run.sum, run.since, run.answers, run.refused = total, since, answers, refused
    return record


def _named(names: _Names) -> Iterator[tuple[str, str, str]]:
    for circumstance, bases in names.cells.items():
        for base, values in bases.items():
            for value in values:
                yield circumstance, base, value


def _all(record: Record) -> Iterator[tuple[str, str, str, Cell]]:
    for circumstance, bases in record.cells.items():
        for base, siblings in bases.items():
            for value, cell in siblings.items():
                yield circumstance, base, value, cell


def _worth(record: Record) -> Iterator[tuple[str, str, str, Cell]]:
    """The cells that a sentence can use, in order of their names."""
    for circumstance, bases in record.cells.items():
        for base, siblings in sorted(bases.items()):
            kept = siblings if circumstance in ALWAYS else _enough(circumstance, siblings)
            refused = circumstance in ALWAYS or any(cell.regimes for cell in kept.values())
            for value, cell in sorted(kept.items()):
                if cell.answers and (refused or not value):
                    yield circumstance, base, value, cell


def _enough(circumstance: str, siblings: Mapping[str, Cell]) -> dict[str, Cell]:
    """Those with enough answers; what lacks a tag also needs enough answers of what has it, to be held against."""
    kept = {value: cell for value, cell in siblings.items() if cell.answers >= FEWEST}
    if not BY_NAME[circumstance].tagged:
        return kept
    return {value: cell for value, cell in kept.items() if not value or f"+{value[1:]}" in kept}


def _columns(rows: list[tuple[int, ...]], width: int) -> NDArray[np.int32]:
    """Column by column in memory, since numbers of one kind pack best beside each other."""
    return np.asfortranarray(np.array(rows, dtype=np.int32).reshape(len(rows), width))
