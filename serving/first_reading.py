"""The first reading of a batch: what is sent is noted before anything is scored, and kept for the second reading.

A claim that is packed takes two kilobytes in place of ten, and an eighth of the time that it takes to read it again.
So only what is left over of very large batches is read twice. With several workers the files are read and packed by as
many processes, in turns, while this one notes what they read.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import msgspec

import claims
from claims.claim import Claim
from claims.fault import Fault
from claims.origin import Sourced

KEPT = 2_048
"""How many claims are kept as they are, at some ten kilobytes each: the day of an office."""

PACKED = 64 << 20
"""Bytes of claims that are kept packed beside them: some thirty thousand, the day of a large office."""

TOGETHER = 32
"""How many claims go from one process to another at once."""

Item = Sourced | Fault | bytes
"""A claim, what stands in the place of one, or a claim that is packed."""

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Sourced).decode


class Noted(NamedTuple):
    """What the first reading leaves behind."""

    kept: list[Item]
    """The items of the first files."""
    rest: Sequence[Path]
    """The files that are to be read again."""
    faults: Container[int]
    """The places of faults among all items."""

    def again(self, wanted: Callable[[], bool] = claims.every) -> Iterator[Sourced | Fault]:
        """The claims and faults of all files for the second time; see :func:`claims.read` for what is not wanted."""
        for item in self.kept:
            if not isinstance(item, bytes):
                yield item
            else:
                yield _unpack(item) if wanted() else claims.PASSED_OVER
        for path in self.rest:
            yield from claims.read(path, wanted)


def note(paths: Sequence[Path], sent: Callable[[Claim], None], workers: int = 1) -> Noted:
    """Read all files, and tell of each claim in their order."""
    kept, faults, files, read = _Kept(), set[int](), 0, 0
    with ExitStack() as stack:
        for items in _files(paths, workers, stack):
            before = len(kept.items)
            for item in items:
                whole = _unpack(item) if isinstance(item, bytes) else item
                if isinstance(whole, Sourced):
                    sent(whole.claim)
                else:
                    faults.add(read)
                read += 1
                kept.hold(item)
            if not kept.full:
                files += 1
            else:
                del kept.items[before:]
    return Noted(kept.items, paths[files:], faults)


class _Kept:
    """What is kept, until there is no more room; then it is full for good."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.full = False
        self._whole = self._bytes = 0

    def hold(self, item: Item) -> None:
        """Keep it, if there is room."""
        if self.full:
            return
        if isinstance(item, Sourced):
            if self._whole < KEPT:
                self._whole += 1
            elif _packs(item):
                item = _pack(item)
            else:
                self.full = True
        if isinstance(item, bytes):
            self._bytes += len(item)
            self.full = self._bytes > PACKED
        self.items.append(item)


def _packs(item: Sourced) -> bool:
    """Whether it can be packed: what remembers where the fields of a FHIR resource or a table stood cannot."""
    return item.origin.source is None


def _files(paths: Sequence[Path], workers: int, stack: ExitStack) -> Iterator[Iterator[Item]]:
    """The items of each file, in order."""
    if workers == 1:
        yield from map(claims.read, paths)
        return
    context = multiprocessing.get_context("fork")
    pipes = list[Connection]()
    for worker in range(min(workers, len(paths))):
        receiving, sending = context.Pipe(duplex=False)
        process = context.Process(target=_read, args=(paths[worker::workers], sending), daemon=True)
        process.start()
        sending.close()
        stack.callback(process.join)
        stack.callback(process.terminate)
        pipes.append(stack.enter_context(receiving))
    for at, path in enumerate(paths):
        yield _received(path, pipes[at % workers])


def _received(path: Path, pipe: Connection) -> Iterator[Item]:
    """The items of one file from the process that reads it; from where it gives up, as they are read here."""
    count = 0
    while items := pipe.recv():
        yield from items
        count += len(items)
    if items is None:
        yield from islice(claims.read(path), count, None)


def _read(paths: Sequence[Path], out: Connection) -> None:
    """What a reading process does: send the items of each file, then an empty list; ``None`` where they do not pack."""
    gc.freeze()  # what was there before the fork stays: a collector that walks through it would copy it page by page
    with out:
        for path in paths:
            items = claims.read(path)
            packs = True
            while packs and (some := list(islice(items, TOGETHER))):
                packs = all(isinstance(one, Fault) or _packs(one) for one in some)
                if packs:
                    out.send([one if isinstance(one, Fault) else _pack(one) for one in some])
            out.send([] if packs else None)
