"""The process of the record: ``python -m serving.moving``, started by the server beside its workers.

It moves to the store what the workers of this host, alive or dead, let go of in the spool folder. It is no thread of
theirs, nor of the jobs', because at each step it would take the interpreter from those who score, or wait for them.
It may die at any time: the workers move what it does not (see ``serving.store.recorder``).
"""

from __future__ import annotations

import logging
import os

from serving import ending
from serving.api import logs
from serving.store import Store, spool_folder, store_url
from serving.store.mover import Mover, why
from serving.store.recorder import FIRST_WAIT, LONGEST_WAIT

LOOK = 0.1
"""Seconds between two looks into the folder."""

_log = logging.getLogger("cleanclaim")


def main() -> None:
    """Move what there is, until standard input ends or somebody asks to stop."""
    logs.set_up(logs.level_here(os.environ))
    ended = ending.with_the_server()
    url = store_url()
    mover = Mover(Store.open(url), spool_folder(url))
    idle, wait = LOOK, FIRST_WAIT
    while not ended.wait(idle):
        try:
            mover.move_free()
        except Exception as error:  # noqa: BLE001  whatever it is: the files keep the results
            if wait == FIRST_WAIT:
                _log.warning("results wait for the store: %s", why(error))
            idle, wait = wait, min(wait * 2, LONGEST_WAIT)
        else:
            idle, wait = LOOK, FIRST_WAIT
    os._exit(0)  # what was begun is moved or free; nothing else need be waited for


if __name__ == "__main__":
    main()
