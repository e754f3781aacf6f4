"""The process of the jobs, kept alive beside the workers of a server."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from contextlib import suppress
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
        self._process: subprocess.Popen[bytes] | None = None
        self._starting = threading.Lock()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="jobs", daemon=True)

    def __enter__(self) -> Self:
        """Start it, and watch over it."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let it finish the step that it is at, and end."""
        self._ending.set()
        with self._starting:
            process = self._process
        if process is not None:
            process.terminate()
            try:
                process.wait(LAST_WORDS)
            except subprocess.TimeoutExpired:
                process.kill()
        self._thread.join(LAST_WORDS)

    def _watch(self) -> None:
        wait = FIRST_WAIT
        while not self._ending.is_set():
            process = self._started(wait)
            status = process.wait() if process is not None else 0
            if process is not None and not self._ending.is_set():
                _log.error("the process of the jobs ended with status %d; again in %g seconds", status, wait)
            if self._ending.wait(wait):
                return
            wait = min(wait * 2, LONGEST_WAIT)

    def _started(self, wait: float) -> subprocess.Popen[bytes] | None:
        """The process; ``None`` where it could not be started, or need not be any more."""
        with self._starting:
            if self._ending.is_set():
                return None
            try:
                self._process = _start()
            except OSError as error:  # no memory, too many processes
                _log.error("the process of the jobs cannot be started (%s); again in %g seconds", error.strerror, wait)
                return None
            return self._process


def _start() -> subprocess.Popen[bytes]:
    """Start it; its standard input is ours, so that it ends when we are killed."""
    process = subprocess.Popen([sys.executable, "-m", "serving.jobs"], stdin=subprocess.PIPE)
    with suppress(OSError):  # it ended already
        os.setpriority(os.PRIO_PROCESS, process.pid, GENTLE)
    return process
