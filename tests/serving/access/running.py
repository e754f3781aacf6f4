"""``cleanclaim serve``, as it is started by those who run it."""

from __future__ import annotations

import os
import re
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.cli.command import ROOT

WAIT = 60
"""Seconds until it says its address, on a busy machine."""


@contextmanager
def running(store: str, *words: str, trusted: ssl.SSLContext | None = None, **settings: str) -> Iterator[httpx.Client]:
    """Start it on a free port, with a store and settings, and give a client."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "serve", "--port", "0", "--store", store, *words],
        cwd=ROOT,
        env={**os.environ, **settings},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    stopping = threading.Timer(WAIT, process.kill)
    stopping.start()
    log: list[str] = []
    draining = threading.Thread(target=log.extend, args=(process.stderr,))
    try:
        for line in process.stderr:
            log.append(line)
            if found := re.search(r"https?://127\.0\.0\.1:\d+", line):
                break
        else:
            raise AssertionError("".join(log))
        stopping.cancel()
        draining.start()
        transport = httpx.HTTPTransport(verify=trusted or True, retries=8)  # it says its address before it listens
        with httpx.Client(base_url=found[0], transport=transport, timeout=30, trust_env=False) as client:
            yield client
    finally:
        stopping.cancel()
        process.terminate()
        process.wait(20)
        if draining.ident:
            draining.join()
        process.stderr.close()
    assert "Traceback" not in "".join(log), "".join(log)
