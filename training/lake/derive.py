"""Make the tables of an edition from what was read: the parts that changed, side by side in two processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from itertools import accumulate
from pathlib import Path
from typing import Any

from msgspec import Struct

from training.lake.edition import keep
from training.lake.months import Inputs, Month, answer_months, months
from training.office_files import Arranged
from training.parquet import Table, write_dictionary
from training.rows import Keyed, answer_rows, write_features, write_plain

PLAIN = ("claims", "lines", "outcomes")
WORTH = 4_000
"""Claims from which on a second process is worth its start."""
LIVED = 0.4
"""What it takes to live through a claim without making its rows, as a share of what it takes with them; measured."""


class Work(Struct, frozen=True):
    """What the tables of an edition are made of."""

    folder: Path
    """Of the edition."""
    arranged: Arranged
    office: Keyed
    inputs: Inputs
    made_with: dict[str, str]


Task = tuple[Callable[[Any], None], Any]


def part(table: str, month: str) -> Path:
    """Where a month of a table lies within an edition."""
    return Path(table) / f"month={month}" / f"{table}.parquet"


def derive(work: Work, before: tuple[Path, Inputs] | None, workers: int) -> None:
    """Write the tables of an edition, and link what the edition before holds already."""
    old, had = before or (work.folder, {})
    new: dict[str, list[str]] = {}
    for table, parts in work.inputs.items():
        new[table] = [month for month, digest in parts.items() if had.get(table, {}).get(month) != digest]
        for month in parts.keys() - set(new[table]):
            keep(old / part(table, month), work.folder / part(table, month))
    write_dictionary(work.folder)
    looked_at = [month for month in months(work.office) if month.name in new["features"]]
    many = sum(len(month.claims) for month in looked_at)
    workers = workers if many >= WORTH else 1
    tasks: list[Task] = [(_features, share) for share in _shares(looked_at, workers, many)]
    _run(work, [*tasks, (_plain, new)], workers)


def _shares(looked_at: Sequence[Month], workers: int, many: int) -> list[list[Month]]:
    """Months in runs, one a process, that take about as long: the later ones have more to live through."""
    # Where a share begins with the fraction b done, it takes LIVED * b and its own length; all are to take the same.
    lengths = [(1 - LIVED) ** at for at in range(workers)]
    ends = [end / sum(lengths) * many for end in accumulate(lengths)]
    shares: list[list[Month]] = [[] for _ in range(workers)]
    done = 0
    for month in looked_at:
        middle = done + len(month.claims) / 2
        shares[next((at for at, end in enumerate(ends) if middle <= end), workers - 1)].append(month)
        done += len(month.claims)
    return [share for share in shares if share]


_work: Work | None = None


def _run(work: Work, tasks: Sequence[Task], workers: int) -> None:
    """Run tasks on what is shared: in processes that are forked with it, or, of one, here."""
    global _work  # noqa: PLW0603 - a forked process finds it there, and need not be sent it
    _work = work
    try:
        if workers == 1:
            for task, given in tasks:
                task(given)
            return
        with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
            for done in [pool.submit(task, given) for task, given in tasks]:
                done.result()
    finally:
        _work = None


def _features(looked_at: Sequence[Month]) -> None:
    assert _work is not None
    with ExitStack() as stack:
        tables = [(month.claims, stack.enter_context(_table(_work, "features", month.name))) for month in looked_at]
        write_features(_work.office, tables)


def _plain(new: dict[str, list[str]]) -> None:
    assert _work is not None
    for month in months(_work.office):
        with ExitStack() as stack:
            write_plain(
                _work.office,
                month.claims,
                {
                    name: stack.enter_context(_table(_work, name, month.name))
                    for name in PLAIN
                    if month.name in new[name]
                },
            )
    rows = answer_rows(_work.arranged.heard, _work.arranged.matching, _work.office.keys)
    for name, answers in answer_months(_work.arranged).items():
        if name in new["answers"]:
            with _table(_work, "answers", name) as table:
                for _, row in zip(answers, rows, strict=False):
                    table.add(row)
        else:
            for _ in zip(answers, rows, strict=False):
                pass


def _table(work: Work, name: str, month: str) -> Table:
    return Table(work.folder / part(name, month), name, {"rules": work.made_with["rules"]})
