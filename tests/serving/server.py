"""A real server on a free port, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]

SERVE = """
import socket, uvicorn
listening = socket.create_server(("127.0.0.1", 0))
listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
print(listening.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listening])
"""


class Served:
    """A server that runs."""

    def __init__(self, client: httpx.Client, port: int) -> None:
        self.client = client
        self.port = port
        self.log = ""
        """What it wrote to standard error, once it has ended."""


@contextmanager
def serving(*code: str) -> Iterator[Served]:
    """Start a server, wait until it is ready, and give a client of it; ``code`` makes the variable ``app``."""
    process = subprocess.Popen(
        [sys.executable, "-c", "\n".join((*code, SERVE))],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    port = process.stdout.readline().strip()
    assert port, process.communicate()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as client:
        served = Served(client, int(port))
        try:
            _wait(client)
            yield served
        finally:
            process.terminate()
            served.log = process.communicate(timeout=10)[1]


def _wait(client: httpx.Client) -> None:
    for _ in range(200):
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the server is not ready after ten seconds")
