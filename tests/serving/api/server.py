"""``cleanclaim serve`` as a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.serving.server import ROOT


class Process:
    """A server that was started from the command line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._log: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._told = threading.Event()
        self.url = ""
        self._reader.start()
        assert self._told.wait(60), self._log

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._log.append(line)
            if not self.url and (found := re.search(r"https?://127\.0\.0\.1:\d+", line)):
                self.url = found[0]
                self._told.set()
        self._told.set()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What it logged in JSON so far."""
        return [json.loads(line) for line in self._log if line.startswith("{")]

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def client(self) -> httpx.Client:
        transport = httpx.HTTPTransport(retries=5)  # it says its address a moment before it listens
        return httpx.Client(base_url=self.url, transport=transport, timeout=60, trust_env=False)

    def stop(self) -> int:
        """Ask it to end, and wait until it has."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self) -> int:
        status = self.process.wait(60)
        self._reader.join(10)
        return status


@contextmanager
def served(folder: Path, *words: str, **settings: str) -> Iterator[Process]:
    """A server on a free port, with its store in a folder."""
    environment = os.environ | {"CLEANCLAIM_STORE": f"sqlite:///{folder / 'store.db'}"} | settings
    command = [sys.executable, "-m", "cli", "serve", "--port", "0", *words]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        yield Process(process)
    finally:
        process.kill()
        process.wait()
