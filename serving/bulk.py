"""Many files, one result a claim, in file order; the same for any number of workers.

Claims are walked in the order in which they are sent, since each must know what was sent before it. Every worker walks
all of them and scores its share: reading is cheap beside scoring, and no state crosses from one process to another.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from functools import partial
from itertools import chain, count, cycle, islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from claims.claim import Claim
from claims.fault import Fault
from serving.attempt import finish, walk
from serving.order import Entry, Span, as_sent, span
from serving.score import Score, Verdict
from serving.scorer import Explain, Scorer, Walked

SHARE = 64
"""How many claims one worker scores before it is the next one's turn."""


class Job(NamedTuple):
    """What a worker needs to know. It crosses to other processes: all that it holds can be pickled, functions by name."""

    paths: tuple[Path, ...]
    scorer: Callable[[], Scorer]
    """Makes the scorer in the process that uses it."""
    explain: Explain
    """Whose reasons are given."""
    encode: Callable[[Score, Claim], bytes]
    """What is printed or collected of a result."""
    as_of: date | None
    today: date
    """The clock's day, read once, so that all workers share it."""

    @property
    def otherwise(self) -> date:
        """The day of a claim that carries none."""
        return self.as_of or self.today


class Result(NamedTuple):
    """What became of one item of a file: what was encoded of its score, or what could not be read of it."""

    file: int
    position: int
    encoded: bytes = b""
    verdict: Verdict | None = None
    fault: Fault | None = None


def results(job: Job, workers: int = 1) -> Iterator[Result]:
    """Score all claims of all files; results come in file order, a fault where its claim would stand.

    Memory stays flat as long as the files are given in the order in which they were sent; results that come before
    their turn wait in memory.
    """
    spans = [span(path, file, job.otherwise) for file, path in enumerate(job.paths)]
    found = _walk(job, spans) if workers == 1 else _gather(job, spans, workers)
    return _in_file_order(chain.from_iterable(found), [known.count for known in spans])


def _walk(job: Job, spans: Sequence[Span], worker: int = 0, workers: int = 1) -> Iterator[list[Result]]:
    """One worker's share of the results, in the order of sending."""
    scorer = job.scorer()
    every = as_sent(job.paths, spans, job.otherwise)
    for share in count():
        entries = list(islice(every, SHARE))
        if not entries:
            return
        mine = share % workers == worker
        walked: list[Walked | Fault] = []
        for entry in entries:
            if isinstance(entry.item, Fault):
                walked.append(entry.item)
                continue
            if mine:
                walked.append(walk(scorer, entry.item, job.as_of))
            scorer.sent(entry.item.claim, entry.day)
        if mine:
            yield list(map(partial(_result, job), entries, finish(scorer, walked, job.explain)))


def _result(job: Job, entry: Entry, scored: Score | Fault) -> Result:
    if isinstance(scored, Fault) or isinstance(entry.item, Fault):
        fault = scored if isinstance(scored, Fault) else None
        return Result(entry.file, entry.position, fault=fault)
    return Result(entry.file, entry.position, job.encode(scored, entry.item.claim), scored.verdict)


def _work(job: Job, spans: Sequence[Span], worker: int, workers: int, out: Connection) -> None:
    """What a worker's process does: send its shares, then ``None``."""
    with out:
        for share in _walk(job, spans, worker, workers):
            out.send(share)
        out.send(None)


def _gather(job: Job, spans: Sequence[Span], workers: int) -> Iterator[list[Result]]:
    """Take the shares of all workers in turn. A worker that is ahead waits, since a pipe holds little."""
    context = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        pipes = []
        for worker in range(workers):
            receiving, sending = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(job, spans, worker, workers, sending), daemon=True)
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


def _in_file_order(found: Iterable[Result], counts: Sequence[int]) -> Iterator[Result]:
    """Let each result wait for its turn."""
    waiting: dict[tuple[int, int], Result] = {}
    turns = ((file, position) for file, count in enumerate(counts) for position in range(count))
    turn = next(turns, None)
    for result in found:
        waiting[result.file, result.position] = result
        while turn in waiting:
            yield waiting.pop(turn)
            turn = next(turns, None)
    yield from (waiting[at] for at in sorted(waiting))  # a file that changed between its two readings
