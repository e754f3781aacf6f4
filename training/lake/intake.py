"""Take in what is new: each file once, by what it holds; and make anew what of the tables depends on it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from claims.fault import Fault
from training import reach
from training.lake.derive import Work, derive
from training.lake.edition import (
    LAKE,
    SCHEMA,
    TIMES,
    Edition,
    Lake,
    alone,
    aside,
    check_place,
    current,
    editions_of,
    hold,
    keep,
    lake_of,
)
from training.lake.months import inputs, made_with
from training.lake.read import arranged_of
from training.lake.records import place, take
from training.lake.sources import KINDS, Found, Kind, Source, distinct, find, order
from training.office_files import TrainingDataError
from training.progress import track
from training.rows import keyed

WORTH = 4_000_000
"""Bytes of files from which on a second process is worth its start."""

COUNTED = ("found", "new", "known", "copies", "unread")
"""What is told of files: how many there were, which are of one of the four kinds."""

Known = dict[tuple[Kind, str], Source]


class Ingested(Struct, frozen=True):
    """What an ingest did."""

    edition: Edition | None
    """``None`` where there was nothing to do."""
    files: dict[str, int]
    """``found``, which are ``new``, ``known`` from before, ``copies`` of others among them, or ``unread``."""
    unread: list[Fault]
    """Files that could not be read, or that were written to: they are no part of the lake, and are tried again."""
    lake: Lake | None


def ingest(
    claims_dir: Path | str,
    remits_dir: Path | str,
    store: Path | str,
    *,
    workers: int = 2,
    today: date | None = None,
) -> Ingested:
    """Take the files of two folders into a lake that is made if it is not there.

    What is in the lake afterwards depends on the files alone, not on the order nor the number of ingests, but for
    ``editions.json``, which tells those, and for records that the clock refused (:mod:`training.reach`).

    Args:
        claims_dir: 837 files that were sent.
        remits_dir: 835 files that came back.
        store: the lake's folder.
        workers: processes that read and make tables, where there is enough to do.
        today: by the clock, if it is not to be asked.

    Raises:
        TrainingDataError: something other than a lake stands at ``store``, or it is damaged.
    """
    store, started, now = Path(store), datetime.now(UTC), today or reach.today()
    check_place(store)
    there = [*find("claims", Path(claims_dir)), *find("remits", Path(remits_dir))]
    if not there:  # nothing is made for nothing
        held = current(store)
        return Ingested(None, dict.fromkeys(COUNTED, 0), [], lake_of(held) if held else None)
    found = [one for one in there if isinstance(one, Found)]
    unread = [one for one in there if isinstance(one, Fault)]
    firsts = distinct(found)
    with alone(store), aside(store) as folder:
        before = current(store)
        lake = lake_of(before) if before else None
        known: Known = {(one.kind, one.digest): one for one in lake.sources} if lake else {}
        new = [one for key, one in firsts.items() if key not in known]
        renamed = {key: one.name for key, one in firsts.items() if key in known and order(one) < order(known[key])}
        taken = _take(new, folder, workers)
        sources = [one for one in taken if isinstance(one, Source)]
        unread += [one for one in taken if isinstance(one, Fault)]
        copies, unchanged = len(found) - len(firsts), len(firsts) - len(new)
        files = dict(zip(COUNTED, (len(there), len(sources), unchanged, copies, len(unread)), strict=True))
        if not sources and not renamed and (lake is None or _still_holds(lake, now)):
            return Ingested(None, files, unread, lake)
        for one in known.values():
            assert before is not None
            keep(before / place(one.kind, one.digest), folder / place(one.kind, one.digest))
        stand = [replace(one, name=renamed.get(key, one.name)) for key, one in known.items()]
        made = _tables(folder, [*stand, *sources], (before, lake) if before and lake else None, workers, now)
        _write(folder / LAKE, made)
        past = editions_of(before) if before else []
        brought: dict[str, list[str]] = {kind: [one.digest for one in sources if one.kind == kind] for kind in KINDS}
        number = past[-1].number + 1 if past else 1
        edition = Edition(number, started, datetime.now(UTC), brought, {**files, **_counts(sources)})
        _write(folder / TIMES, [*past, edition])
        hold(store, folder, number)
    return Ingested(edition, files, unread, made)


def _still_holds(lake: Lake, now: date) -> bool:
    """Whether its tables are those that would be made of the same files today."""
    waits = lake.to_come is not None and lake.to_come <= now + reach.AHEAD
    return lake.made_with == made_with() and not waits


def _take(new: Sequence[Found], folder: Path, workers: int) -> list[Source | Fault]:
    """Read files, side by side where they are many."""
    if workers < 2 or sum(one.size for one in new) < WORTH:  # noqa: PLR2004 - one process
        return [take(one, folder) for one in track(new, "Taking in files", len(new))]
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
        done = pool.map(partial(take, edition=folder), new, chunksize=8)
        return list(track(done, "Taking in files", len(new)))


def _tables(folder: Path, sources: list[Source], before: tuple[Path, Lake] | None, workers: int, now: date) -> Lake:
    """Write the tables of an edition whose records stand in the folder."""
    made = made_with()
    sources.sort(key=lambda one: (one.kind, order(one)))
    counts = {f"{kind}_files": sum(one.kind == kind for one in sources) for kind in KINDS}
    try:
        arranged = arranged_of(folder, sources, "the lake", today=now)
    except TrainingDataError:  # claims alone, or answers alone: the tables come when the others do
        return Lake(SCHEMA, made, None, {**counts, **_counts(sources)}, {}, sources)
    files, office = arranged.files, keyed(arranged.files)
    wanted = inputs(arranged, office, made)
    derive(Work(folder, arranged, office, wanted, made), (before[0], before[1].inputs) if before else None, workers)
    placed = arranged.matching.counts
    counts |= {
        **files.counts,
        "lines": sum(len(claim.lines) for claim in files.claims),
        "answers": placed.get("answers", 0),
        **{f"answers_{name}": placed.get(name, 0) for name in ("first", "later", "repeated", "unmatched")},
    }
    return Lake(SCHEMA, made, files.through, counts, wanted, sources, arranged.misdated, arranged.to_come)


def _counts(sources: Sequence[Source]) -> dict[str, int]:
    return {
        **{f"{kind}_read": sum(one.records for one in sources if one.kind == kind) for kind in KINDS},
        "faults": sum(one.faults for one in sources),
    }


def _write(path: Path, what: object) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(what), indent=1) + b"\n")
