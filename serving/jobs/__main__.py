"""The process of the jobs: ``python -m serving.jobs``, started by the server beside its workers.

It ends when its standard input does, so that it never outlives a server that was killed.
"""

from __future__ import annotations

import os

from serving import ending
from serving.api import logs
from serving.jobs import turn
from serving.store import Store, spool_folder, store_url

LOOK = 0.5
"""Seconds between two looks at what waits."""


def main() -> None:
    """Run jobs until standard input ends or somebody asks to stop."""
    logs.set_up(logs.level_here(os.environ))
    ended = ending.with_the_server()
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


if __name__ == "__main__":
    main()
