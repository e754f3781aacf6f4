"""The process of the jobs, kept alive beside the workers of a server."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from types import TracebackType
from typing import Self

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds until it is started again after it died: each time twice as long."""

LAST_WORDS = 15.0
"""Seconds that it is given to end."""

GENTLE = 10
"""How much it stands back, from its start, where the processor is wanted for calls (see nice(2))."""

_log = logging.getLogger("cleanclaim")


class Beside:
    """Starts it, starts it again when it dies, and ends it: ``with Beside(): …``."""

    def __init__(self) -> None:
        self._process = _start()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="jobs", daemon=True)

    def __enter__(self) -> Self:
        """Watch over it."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let it finish the step that it is at, and end."""
        self._ending.set()
        self._process.terminate()
        try:
            self._process.wait(LAST_WORDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._thread.join(LAST_WORDS)

    def _watch(self) -> None:
        wait = FIRST_WAIT
        while not self._ending.is_set():
            status = self._process.wait()
            if self._ending.wait(wait):
                return
            _log.error("the process of the jobs ended with status %d; it is started again", status)
            wait = min(wait * 2, LONGEST_WAIT)
            self._process = _start()


def _start() -> subprocess.Popen[bytes]:
    """Start it; its standard input is ours, so that it ends when we are killed."""
    process = subprocess.Popen([sys.executable, "-m", "serving.jobs"], stdin=subprocess.PIPE)
    os.setpriority(os.PRIO_PROCESS, process.pid, GENTLE)
    return process
