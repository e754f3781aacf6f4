"""The server: one process, or several that share a listening socket."""

from __future__ import annotations

import errno
import gc
import os
import signal
import socket
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from uvicorn.supervisors import Multiprocess

from serving.access.settings import WORKERS
from serving.api import logs
from serving.api.limits import Limits
from serving.jobs import beside
from serving.one_write import OneWrite
from serving.store import Store, store_url

MODEL = "CLEANCLAIM_MODEL"
"""By this variable of the environment the processes of a server learn which bundle to load."""

SHADOW = "CLEANCLAIM_SHADOW"
"""By this one where a challenger is published, other than beside the champion."""

METRICS = "PROMETHEUS_MULTIPROC_DIR"
"""By this one several processes learn where they count together."""

IDLE = 75
"""Seconds that a connection may be idle before it is closed."""


class PortError(Exception):
    """The server cannot listen where it is to: the message says why, and what to do."""


def run(
    host: str,
    port: int,
    workers: int,
    model: Path | str,
    *,
    certfile: Path | None = None,
    keyfile: Path | None = None,
    behind_proxy: bool = False,
) -> None:
    """Serve until told to stop; with a certificate and its key, over TLS.

    ``model`` is a bundle's folder, or a folder or URL to which bundles are published: it is watched, and what changes
    there is taken over.

    On SIGTERM and SIGINT no new connection is taken, running requests are finished, what they put on record is
    settled, and this returns.

    Raises:
        SettingError: a setting is not as it must be.
        StoreError: the store cannot be used.
        MissingError: tracing is asked for and not installed.
        PortError: the port cannot be had.
    """
    limits = Limits.here(os.environ)
    logs.set_up(logs.level_here(os.environ))
    os.environ[MODEL] = str(model.resolve()) if isinstance(model, Path) else model
    os.environ[WORKERS] = str(workers)
    config = uvicorn.Config(
        "serving.api.process:application",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        loop="serving.one_accept:OneAccept" if workers > 1 else "auto",
        http=OneWrite,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=max(1, round(limits.shutdown_seconds)),
        ssl_certfile=certfile,
        ssl_keyfile=keyfile,
        proxy_headers=behind_proxy,
    )
    _try(host, port)
    listening = config.bind_socket()
    listening.setsockopt(
        socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
    )  # else each answer waits 40 ms for the last one's ACK
    listening.listen(config.backlog)  # who calls while the rules and the model are being loaded waits, and is served
    Store.open(store_url()).close()  # what is wrong with it is told once, not by each process
    with ExitStack() as helpers:
        _serve(config, listening, helpers)


def _serve(config: uvicorn.Config, listening: socket.socket, helpers: ExitStack) -> None:
    if config.workers > 1:
        gc.enable()  # here; each of them lets it work when it is ready
        _start(helpers)
        with TemporaryDirectory(prefix="cleanclaim-metrics-") as folder:
            os.environ[METRICS] = folder
            Workers(config, [listening]).run()
        return
    for number in (signal.SIGTERM, signal.SIGINT):  # uvicorn raises it again once it has finished
        signal.signal(number, _end)
    OneProcess(config, helpers).run(sockets=[listening])


def _start(helpers: ExitStack) -> None:
    """Start the processes beside the workers; who leaves ``helpers`` ends them."""
    helpers.enter_context(beside.jobs())
    helpers.enter_context(beside.record())


def _try(host: str, port: int) -> None:
    """See that the port can be had: what uvicorn says where it cannot is no sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            why = "another program listens there" if error.errno == errno.EADDRINUSE else error.strerror
            raise PortError(f"cannot listen on port {port} of {host}: {why}; name another port (--port)") from error


class OneProcess(uvicorn.Server):
    """The only worker. What stands beside it is started when it answers: until then the processor is its own."""

    def __init__(self, config: uvicorn.Config, helpers: ExitStack) -> None:
        """Nothing is started yet; ``helpers`` ends what will stand beside it."""
        super().__init__(config)
        self._helpers = helpers

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Load all, listen, and start what stands beside."""
        await super().startup(sockets)
        if self.started:
            _start(self._helpers)


class Workers(Multiprocess):
    """Several processes, and the one that looks after them."""

    def terminate_all(self) -> None:
        """Have them finish; from now on nobody waits here for a connection that none of them will take."""
        for listening in self.sockets:
            listening.close()
        super().terminate_all()


def _end(number: int, frame: object) -> None:  # noqa: ARG001  as signals are handled
    raise SystemExit(0)
