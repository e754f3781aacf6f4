"""Many files, one result a claim, in file order; the same for any number of workers.

What was sent before a claim must be known when it is scored, and files of several billers interleave in time. So all
files are read twice: first to note what is sent, then to score it. Both readings stream.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from itertools import chain, count, cycle, islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import claims
from claims.fault import Fault
from claims.origin import Sourced
from serving.attempt import finish, walk
from serving.score import Score, Verdict
from serving.scorer import Explain, Scorer, Suggest, Walked

SHARE = 64
"""How many claims one worker scores before it is the next one's turn."""


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
    for item in _items(job.paths):
        if isinstance(item, Sourced):
            job.scorer.sent(item.claim, job.scorer.day(item.claim, job.as_of)[0])
    shares = _shares(job) if workers == 1 else _gather(job, workers)
    for share in shares:
        yield from share


def _items(paths: Sequence[Path]) -> Iterator[Sourced | Fault]:
    """The claims and faults of all files."""
    return chain.from_iterable(map(claims.read, paths))


def _shares(job: Job, worker: int = 0, workers: int = 1) -> Iterator[list[Result]]:
    """One worker's shares of the results, each in file order."""
    every = _items(job.paths)
    for share in count():
        items = list(islice(every, SHARE))
        if not items:
            return
        if share % workers == worker:
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


def _gather(job: Job, workers: int) -> Iterator[list[Result]]:
    """Take the shares of all workers in turn. A worker that is ahead waits, since a pipe holds little.

    Workers are forks: they have the model and what was sent before without a copy.

    Raises:
        ValueError: this system cannot fork.
    """
    context = multiprocessing.get_context("fork")
    with ExitStack() as stack:
        pipes = []
        for worker in range(workers):
            receiving, sending = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(job, worker, workers, sending), daemon=True)
            process.start()
            sending.close()
            stack.callback(process.join)
            stack.callback(process.terminate)
            pipes.append(stack.enter_context(receiving))
        for pipe in cycle(pipes):
            share = pipe.recv()
            if share is None:
                return
            yield share


def _work(job: Job, worker: int, workers: int, out: Connection) -> None:
    """What a worker's process does: send its shares, then ``None``."""
    with out:
        for share in _shares(job, worker, workers):
            out.send(share)
        out.send(None)
