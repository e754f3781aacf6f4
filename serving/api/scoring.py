"""One claim in, one result out; and batches of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.responses import Response

from claims.origin import Sourced
from serving.api import request as asked
from serving.api.answers import as_json
from serving.api.batch import Batch
from serving.api.service import Service
from serving.problem import Refused, too_large
from serving.score import Score

LARGEST_BATCH = 64 << 20
"""Bytes of one batch."""

ON_THE_LOOP = 8
"""Lines of a claim that is scored in place: commonly in one to two milliseconds, a risky one, for which changes are
tried, in about four, seldom in more than ten. A larger one goes to a thread, which would gain a small one nothing:
which claims are risky is known after scoring alone, and threads share one interpreter."""

BATCHES = ("application/edi-x12", "application/json", "application/x-ndjson")


def add_to(app: FastAPI, service: Service) -> None:
    """Add the routes."""

    @app.post("/v1/score")
    async def score(request: Request) -> Response:
        """One claim in, one result out. A claim with faults is scored all the same."""
        as_of, explain, suggest = asked.as_of(request), asked.explain(request, "some"), asked.suggest(request)
        sourced = await asked.one_claim(request)
        scorer = service.offices.of("main").scorer
        return await _ask(sourced, lambda: scorer.score(sourced, as_of, explain, suggest))

    @app.post("/v1/check")
    async def check(request: Request) -> Response:
        """The rules alone."""
        as_of = asked.as_of(request)
        sourced = await asked.one_claim(request)
        scorer = service.offices.of("main").scorer
        return await _ask(sourced, lambda: scorer.check(sourced, as_of))

    @app.post("/v1/score/batch")
    async def batch(request: Request) -> Response:
        """An 837, a JSON array or NDJSON in; NDJSON out."""
        as_of, explain, suggest = asked.as_of(request), asked.explain(request, "held"), asked.suggest(request)
        asked.require(request, BATCHES)
        if asked.announced(request) > LARGEST_BATCH:
            raise Refused(too_large(LARGEST_BATCH))
        scorer = service.offices.of("main").scorer.afresh()
        return Batch(await asked.begun(request), scorer, as_of, explain, suggest, limit=LARGEST_BATCH)


async def _ask(sourced: Sourced, ask: Callable[[], Score]) -> Response:
    """Score where it does not keep other callers waiting."""
    if len(sourced.claim.lines) > ON_THE_LOOP:
        return as_json(await asyncio.to_thread(ask))
    return as_json(ask())
