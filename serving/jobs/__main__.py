"""The process of the jobs: ``python -m serving.jobs``, started by the server beside its workers.

It ends when its standard input does, so that it never outlives a server that was killed.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

from serving.api import logs
from serving.jobs import turn
from serving.store import Store, spool_folder, store_url

LOOK = 0.5
"""Seconds between two looks at what waits."""


def main() -> None:
    """Run jobs until standard input ends or somebody asks to stop."""
    logs.set_up(logs.level_here(os.environ))
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all: the server says when it is over
    threading.Thread(target=_until_the_server_ends, args=(ended,), daemon=True).start()
    url = store_url()
    store = Store.open(url)
    mine = turn.wait_for(store, ended.is_set)
    if mine is None:
        return

    from serving.jobs import durable  # noqa: PLC0415  it takes memory, which who waits need not have
    from serving.published import Following  # noqa: PLC0415
    from serving.server import MODEL  # noqa: PLC0415

    folder = spool_folder(url) / "jobs"
    durable.begin(durable.Work(store, Following(os.environ[MODEL]).scorer_now, folder), url)
    known = durable.known()
    while not ended.wait(LOOK) and mine.holds():
        durable.take(store, known)
    durable.finish()
    os._exit(0)  # between two steps nothing is lost, and DBOS's threads need not be waited for


def _until_the_server_ends(ended: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    ended.set()
    time.sleep(GRACE)
    os._exit(1)


GRACE = 10.0
"""Seconds for the step that runs, once the server is gone."""

if __name__ == "__main__":
    main()
