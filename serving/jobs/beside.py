"""Processes that are kept alive beside the workers of a server: that of the jobs, and that of the record."""

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
"""How much the jobs stand back, from their start, where the processor is wanted for calls (see nice(2))."""

_log = logging.getLogger("cleanclaim")


class Beside:
    """Starts it, starts it again when it dies, and ends it: ``with Beside("the process of …", …): …``."""

    def __init__(self, name: str, module: str, gentle: int = 0) -> None:
        """Nothing is started yet.

        Args:
            name: what those who run the server read, where it dies.
            module: what it runs.
            gentle: how much it stands back, from its start, where the processor is wanted for others (see nice(2)).
        """
        self._name, self._module, self._gentle = name, module, gentle
        self._process: subprocess.Popen[bytes] | None = None
        self._starting = threading.Lock()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._watch, name=module, daemon=True)

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
                _log.error("%s ended with status %d; again in %g seconds", self._name, status, wait)
            if self._ending.wait(wait):
                return
            wait = min(wait * 2, LONGEST_WAIT)

    def _started(self, wait: float) -> subprocess.Popen[bytes] | None:
        """The process; ``None`` where it could not be started, or need not be any more."""
        with self._starting:
            if self._ending.is_set():
                return None
            try:
                self._process = _start(self._module, self._gentle)
            except OSError as error:  # no memory, too many processes
                _log.error("%s cannot be started (%s); again in %g seconds", self._name, error.strerror, wait)
                return None
            return self._process


def _start(module: str, gentle: int) -> subprocess.Popen[bytes]:
    """Start it; its standard input is ours, so that it ends when we are killed."""
    process = subprocess.Popen([sys.executable, "-m", module], stdin=subprocess.PIPE)  # noqa: S603  a module of ours
    if gentle:
        with suppress(OSError):  # it ended already
            os.setpriority(os.PRIO_PROCESS, process.pid, gentle)
    return process


def jobs() -> Beside:
    """That of the jobs."""
    return Beside("the process of the jobs", "serving.jobs", GENTLE)


def record() -> Beside:
    """That which puts results on record. It stands back behind nobody: who asks for a result may wait for it."""
    return Beside("the process of the record", "serving.moving")
