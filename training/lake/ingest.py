"""Take in what is new: each file once, by what it holds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from claims.fault import Fault
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
    keep,
    lake_of,
)
from training.lake.records import place, take
from training.lake.sources import KINDS, Source, distinct, find, order
from training.progress import track


class Ingested(Struct, frozen=True):
    """What an ingest did."""

    edition: Edition | None
    """``None`` where nothing was new."""
    files: dict[str, int]
    """``found``, and of these ``new``, ``known`` from before, and ``copies`` of others among them."""
    unread: list[Fault]
    """Files that could not be opened, or that were written to: they are no part of the lake, and are tried again."""
    lake: Lake | None


def ingest(claims_dir: Path | str, remits_dir: Path | str, store: Path | str) -> Ingested:
    """Take the files of two folders into a lake that is made if it is not there.

    Raises:
        TrainingDataError: something other than a lake stands at ``store``.
    """
    store, started = Path(store), datetime.now(UTC)
    check_place(store)
    found = [*find("claims", Path(claims_dir)), *find("remits", Path(remits_dir))]
    firsts = distinct(found)
    with alone(store):
        before = current(store)
        lake = lake_of(before) if before else None
        known = {(one.kind, one.digest): one for one in lake.sources} if lake else {}
        new = [one for key, one in firsts.items() if key not in known]
        renamed = {key: one.name for key, one in firsts.items() if key in known and order(one) < order(known[key])}
        files = {
            "found": len(found),
            "new": len(new),
            "known": len(firsts) - len(new),
            "copies": len(found) - len(firsts),
        }
        if not new and not renamed:
            return Ingested(None, files, [], lake)
        past = editions_of(before) if before else []
        number = past[-1].number + 1 if past else 1
        with aside(store, number) as folder:
            taken = [take(one, folder) for one in track(new, "Taking in files", len(new))]
            sources = [one for one in taken if isinstance(one, Source)]
            unread = [one for one in taken if isinstance(one, Fault)]
            for one in known.values():
                assert before is not None
                keep(before / place(one.kind, one.digest), folder / place(one.kind, one.digest))
            stand = [replace(one, name=renamed.get(key, one.name)) for key, one in known.items()]
            made = Lake(SCHEMA, {}, None, {}, sorted([*stand, *sources], key=lambda one: (one.kind, order(one))))
            edition = Edition(
                number,
                started,
                datetime.now(UTC),
                {kind: [one.digest for one in sources if one.kind == kind] for kind in KINDS},
                {},
            )
            _write(folder / LAKE, made)
            _write(folder / TIMES, [*past, edition])
    return Ingested(edition, files, unread, made)


def _write(path: Path, what: object) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(what), indent=1) + b"\n")
