"""What is looked up when somebody asks for metrics: how much waits, and how far histories are behind."""

from __future__ import annotations

from sqlalchemy import func, select

from serving.api.service import Service
from serving.jobs import lengths
from serving.store import StoreError
from serving.store.tables import event


def look(service: Service) -> None:
    """Bring the gauges of this process up to date. It asks the store, so do not call it on the event loop.

    What only the store knows stays as it was while the store is away, which a gauge of its own tells.
    """
    metrics = service.metrics
    backlog = service.recorder.backlog()
    metrics.waiting.set(backlog.records)
    metrics.waiting_bytes.set(backlog.bytes)
    metrics.refused.set(backlog.refused)
    if service.shadowing is not None:
        metrics.passed_over.set(service.shadowing.passed_over)
    try:
        _ask_the_store(service)
    except StoreError:
        metrics.store_up.set(0)
    else:
        metrics.store_up.set(1)


def _ask_the_store(service: Service) -> None:
    with service.store.reading() as connection:
        lags = [0]
        for office in service.offices.all():
            behind = select(func.count()).where(event.c.office == office.name, event.c.id > office.position)
            lags.append(connection.execute(behind).scalar() or 0)
    service.metrics.lag.set(max(lags))
    for state, count in lengths(service.store).items():
        service.metrics.queue.labels(state).set(count)
