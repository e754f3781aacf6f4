"""The server process."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from models import Bundle, office
from serving.access.settings import WORKERS
from serving.api.app import create
from serving.api.service import around
from serving.load import for_a_server

MODEL = "CLEANCLAIM_MODEL"
"""By this variable of the environment the processes of a server learn which bundle to load."""

IDLE = 75
"""Seconds that a connection may be idle before it is closed."""


def application() -> ASGIApp:
    """The application of one server process."""
    folder = os.environ[MODEL]
    return create(around(for_a_server(Bundle.load(folder), office.known(folder))))


def run(
    host: str,
    port: int,
    workers: int,
    model: Path,
    *,
    certfile: Path | None = None,
    keyfile: Path | None = None,
    behind_proxy: bool = False,
) -> None:
    """Serve until told to stop; with a certificate and its key, over TLS."""
    os.environ[MODEL] = str(model.resolve())
    os.environ[WORKERS] = str(workers)
    config = uvicorn.Config(
        "serving.server:application",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,
        timeout_keep_alive=IDLE,
        ssl_certfile=certfile,
        ssl_keyfile=keyfile,
        proxy_headers=behind_proxy,
    )
    listening = config.bind_socket()
    listening.setsockopt(
        socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
    )  # else each answer waits 40 ms for the last one's ACK
    server = uvicorn.Server(config)
    if workers > 1:
        Multiprocess(config, [listening]).run()
    else:
        server.run(sockets=[listening])
