"""Many files, one result a claim, in file order; the same for any number of workers.

What was sent before a claim must be known when it is scored, and files of several billers interleave in time. So all
claims are noted first (:mod:`serving.first_reading`), and scored then. Several workers share both: of what was kept,
and of what is read again, each passes over the others' claims.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from itertools import cycle, islice
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import NamedTuple

from claims.fault import Fault
from claims.origin import Sourced
from serving.attempt import finish, walk
from serving.first_reading import Noted, note
from serving.score import Score, Verdict
from serving.scorer import Explain, Scorer, Suggest, Walked

SHARE = 64
"""How many claims one worker scores before it is the next one's turn."""

AHEAD = 8
"""How many shares of a worker that is ahead of the others are held until it is their turn."""


class Job(NamedTuple):
    """What is to be done."""

    paths: Sequence[Path]
    scorer: Scorer
    explain: Explain
    encode: Callable[[Score, Sourced], bytes]
    """What is printed or collected of a result."""
    as_of: date | None
    suggest: Suggest = "risky"


class Result(NamedTuple):
    """What became of one claim: what was encoded of its score and its verdict, or why there is none."""

    encoded: bytes = b""
    verdict: Verdict | None = None
    fault: Fault | None = None


def results(job: Job, workers: int = 1) -> Iterator[Result]:
    """Score all claims of all files; a fault stands where its claim would stand."""
    noted = _note(job, workers)
    for share in _shares(job, noted) if workers == 1 else _gather(job, workers, noted):
        yield from share


def _note(job: Job, workers: int) -> Noted:
    """Read all files for the first time."""
    scorer = job.scorer
    return note(job.paths, lambda claim: scorer.sent(claim, scorer.day(claim, job.as_of)[0]), workers)


def _shares(job: Job, noted: Noted) -> Iterator[list[Result]]:
    """The results in file order, share by share."""
    every = noted.again()
    while items := list(islice(every, SHARE)):
        yield _score(job, items)


def _shares_of(worker: int, workers: int, job: Job, noted: Noted) -> Iterator[list[Result]]:
    """One worker's shares of the results.

    Faults are read by every worker: what is wrong with one claim may tell that the next ones cannot be relied on.
    """
    at, items = 0, list[Sourced | Fault]()

    def mine() -> bool:
        return at // SHARE % workers == worker

    def wanted() -> bool:
        return mine() or at in noted.faults

    for item in noted.again(wanted):
        if mine():
            items.append(item)
        at += 1
        if len(items) == SHARE:
            yield _score(job, items)
            items.clear()
    if items:
        yield _score(job, items)


def _score(job: Job, items: Sequence[Sourced | Fault]) -> list[Result]:
    walked: list[Walked | Fault] = [
        item if isinstance(item, Fault) else walk(job.scorer, item, job.as_of) for item in items
    ]
    return [
        _result(job, item, scored)
        for item, scored in zip(items, finish(job.scorer, walked, job.explain, job.suggest), strict=True)
    ]


def _result(job: Job, item: Sourced | Fault, scored: Score | Fault) -> Result:
    if isinstance(scored, Fault):
        return Result(fault=scored)
    assert isinstance(item, Sourced)
    return Result(job.encode(scored, item), scored.verdict)


def _gather(job: Job, workers: int, noted: Noted) -> Iterator[list[Result]]:
    """Give the shares of all workers in turn; what one that is ahead has done is taken meanwhile, but not without end.

    Workers are forks: they have the model and what was sent before without a copy.

    Raises:
        ValueError: this system cannot fork.
        EOFError: a worker was ended before its work was.
    """
    context = multiprocessing.get_context("fork")
    with ExitStack() as stack:
        pipes: list[Connection] = []
        for worker in range(workers):
            receiving, sending = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(job, worker, workers, noted, sending), daemon=True)
            process.start()
            sending.close()
            stack.callback(process.join)
            stack.callback(process.terminate)
            pipes.append(stack.enter_context(receiving))
        yield from _in_turn(pipes)


def _in_turn(pipes: Sequence[Connection]) -> Iterator[list[Result]]:
    """The shares that come out of all pipes, one of each in turn, until one has no more."""
    come: list[deque[list[Result] | None]] = [deque() for _ in pipes]
    for shares in cycle(come):
        while not shares:
            less = [pipe for pipe, held in zip(pipes, come, strict=True) if len(held) < AHEAD and None not in held]
            for ready in wait(less):
                assert isinstance(ready, Connection)
                come[pipes.index(ready)].append(ready.recv())
        share = shares.popleft()
        if share is None:
            return
        yield share


def _work(job: Job, worker: int, workers: int, noted: Noted, out: Connection) -> None:
    """What a worker's process does: send its shares, then ``None``."""
    gc.freeze()  # what was there before the fork stays: a collector that walks through it would copy it page by page
    with out:
        for share in _shares_of(worker, workers, job, noted):
            out.send(share)
        out.send(None)
