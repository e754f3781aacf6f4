"""What one server process holds, from its start to its end."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from serving.access import Access, Rate
from serving.api import logs
from serving.api.app import create
from serving.api.gauges import look
from serving.api.limits import Limits
from serving.api.metrics import Metrics
from serving.api.room import Room
from serving.api.service import Service
from serving.api.tracing import tracing_here
from serving.load import warm
from serving.offices import Offices
from serving.published import Following, Shadowing
from serving.server import MODEL, SHADOW
from serving.store import Recorder, Store, spool_folder, store_url
from serving.trouble import Trouble
from serving.worklist import Watch, Worklist

EVERY = 5.0
"""Seconds between two looks at what the gauges show."""

HELPERS = 8
"""Threads beside those that batches take: for large claims, and for the store."""


def application() -> ASGIApp:
    """The application of one server process, as settings and ``serving.server`` say."""
    gc.disable()  # until all is loaded
    level = logs.level_here(os.environ)
    logs.set_up(level)
    service = _service()
    tracing = tracing_here(os.environ)

    @asynccontextmanager
    async def lifespan(app: object) -> AsyncIterator[None]:  # noqa: ARG001  as Starlette calls it
        threads = ThreadPoolExecutor(service.limits.batches + HELPERS)
        asyncio.get_running_loop().set_default_executor(threads)
        warm((await service.offices.open("main")).scorer)
        assert service.following is not None
        beside = [
            asyncio.create_task(_watch(service)),
            asyncio.create_task(service.offices.follow()),
            asyncio.create_task(service.following.follow(service.offices)),
            asyncio.create_task(_read_on(service)),
        ]
        gc.collect()
        gc.freeze()  # what is loaded by now stays: the collector need not walk through it again and again
        gc.enable()
        yield
        for task in beside:
            task.cancel()
        await asyncio.to_thread(_end, service)
        if tracing:
            await asyncio.to_thread(tracing.close)

    return create(service, logs.Log(level), tracing, lifespan)


def _service() -> Service:
    limits, metrics = Limits.here(os.environ), Metrics()
    url = store_url()
    store = Store.open(url)
    metrics.watch(store)
    recorder = Recorder(store, spool_folder(url), hands_over=True)
    following = Following(os.environ[MODEL], os.environ.get(SHADOW) or None)
    offices = Offices(store, following.scorer)
    return Service(
        store=store,
        recorder=recorder,
        offices=offices,
        access=Access.here(store),
        rate=Rate.here(),
        limits=limits,
        metrics=metrics,
        room=Room(limits.batches),
        following=following,
        shadowing=Shadowing(store),
        worklist=Worklist(store, offices, recorder, watch=Watch(limits.lines, metrics.scored)),
    )


async def _read_on(service: Service) -> None:
    if service.worklist is not None:
        with Trouble("batches wait").survived():
            await asyncio.to_thread(service.worklist.read_on)


async def _watch(service: Service) -> None:
    trouble = Trouble("the gauges stand still")
    while True:
        with trouble.survived():
            await asyncio.to_thread(look, service)
        await asyncio.sleep(EVERY)


def _end(service: Service) -> None:
    """Let go of all, each whatever becomes of the others: what is not on record stays in the spool."""
    trouble = Trouble("at the end of the process")
    shadowing = [service.shadowing.close] if service.shadowing else []
    reading = [service.worklist.close] if service.worklist else []
    for ending in (
        *reading,
        service.recorder.settle,
        *shadowing,
        service.recorder.close,
        service.offices.close,
        service.access.close,
        service.store.close,
    ):
        with trouble.survived():
            ending()
