"""For those who run it: whether it lives, whether it can score, how it fares."""

from __future__ import annotations

import asyncio

from prometheus_client import CONTENT_TYPE_LATEST

from serving.api.call import Call
from serving.api.gauges import look
from serving.api.reply import Reply, as_json
from serving.api.route import Route
from serving.api.schema import curl

OBJECT = {"application/json": {"type": "object"}}


async def healthz(call: Call) -> Reply:  # noqa: ARG001  every route takes its call
    """Whether the process lives: it answers."""
    return as_json({"status": "ok"})


async def readyz(call: Call) -> Reply:
    """Whether it can score: rules and model are loaded, or it would not answer. It names what is in use.

    `problem` says why a newer model, or newer rules, could not be taken over; what was in use goes on. It says too when
    an office could not be served lately for want of its model.
    """
    office = await call.service.offices.open("main")
    scorer, following = office.scorer, call.service.following
    version = scorer.bundle.version if scorer.bundle else None
    said = {"status": "ready", "model": version, "rules": scorer.ruleset.version}
    if following is not None:
        state = following.state(office)
        said |= {"challenger": state.challenger or None, "problem": state.problem or None}
    return as_json(said)


async def metrics(call: Call) -> Reply:
    """Counts and times of all worker processes in Prometheus' text format: no patient, no claim."""
    await asyncio.to_thread(look, call.service)
    return Reply(call.service.metrics.text(), media_type=CONTENT_TYPE_LATEST)


ROUTES = (
    Route("GET", "/healthz", healthz, "Whether the process lives", None, gives=OBJECT, examples=(curl("/healthz"),)),
    Route(
        "GET",
        "/readyz",
        readyz,
        "Whether it can score",
        None,
        gives=OBJECT,
        problems=(503,),
        examples=(curl("/readyz"),),
    ),
    Route(
        "GET",
        "/metrics",
        metrics,
        "How it fares, for Prometheus",
        "admin",
        gives={"text/plain": {"type": "string"}},
        examples=(curl("/metrics"),),
    ),
)
