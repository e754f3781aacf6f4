"""A service around one scorer with a store of its own, for tests and measurements."""

from __future__ import annotations

import atexit
from pathlib import Path
from tempfile import TemporaryDirectory

from serving.access import Access, Rate
from serving.api.limits import Limits
from serving.api.metrics import Metrics
from serving.api.room import Room
from serving.api.service import Service
from serving.offices import Offices
from serving.scorer import Scorer
from serving.store import Recorder, Store


def around(scorer: Scorer, limits: Limits | None = None, store_url: str = "") -> Service:
    """A service that asks nobody who he is.

    Args:
        scorer: of every office.
        limits: of requests; else the usual ones.
        store_url: the database; else an SQLite file in a folder that goes when the process ends.
    """
    folder = TemporaryDirectory(prefix="cleanclaim-")
    store = Store.open(store_url or f"sqlite:///{folder.name}/store.db")
    recorder = Recorder(store, Path(folder.name) / "spool")
    limits = limits or Limits()
    metrics = Metrics()
    metrics.watch(store)
    access = Access(store)

    def end() -> None:
        access.close()
        recorder.close()
        store.close()
        folder.cleanup()

    atexit.register(end)
    return Service(
        store, recorder, Offices(store, lambda _: scorer), access, Rate(), limits, metrics, Room(limits.batches)
    )
