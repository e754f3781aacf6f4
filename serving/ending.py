"""When a process beside the workers of a server is over."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

GRACE = 10.0
"""Seconds for the step that runs, once the server is gone."""


def with_the_server() -> threading.Event:
    """Set when the server asks to stop; or when standard input ends, because the server was killed.

    Call it in the main thread, once.
    """
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all: the server says when it is over
    threading.Thread(target=_until_the_server_ends, args=(ended,), daemon=True).start()
    return ended


def _until_the_server_ends(ended: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    ended.set()
    time.sleep(GRACE)
    os._exit(1)
