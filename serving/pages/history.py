"""The first page: where files are dropped, and all batches that ever were."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from http import HTTPStatus
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import Response

from serving.api.service import Service
from serving.pages import rendering
from serving.pages.asked import whole_number
from serving.pages.posted import dropped
from serving.pages.signin.visitor import needs, sender, visit_of
from serving.pages.visit import Visit
from serving.problem import refused
from serving.worklist import Worklist

SIZE = 25
"""Batches of a page."""

CHUNK = 1 << 20


async def show(request: Request) -> Response:
    """The newest batches, and the place to drop files."""
    visit = await visit_of(request)
    needs(visit, "score")
    number = whole_number(request.query_params.get("page", ""), 6) or 1
    return await asyncio.to_thread(_shown, request.app.state.worklist, visit, number)


async def drop(request: Request) -> Response:
    """Take the files that were dropped as one batch, and show it."""
    visit = await sender(request)
    needs(visit, "score")
    service: Service = request.app.state.service
    with service.room.place():
        form = await dropped(request, visit)
        try:
            if not form.files or not any(one.name for one in form.files):
                raise refused(
                    HTTPStatus.UNPROCESSABLE_ENTITY, "no file was chosen; choose one file or more, and send them"
                )
            taken = [(one.name, _chunks(one.file)) for one in form.files if one.name]
            batch = await asyncio.to_thread(request.app.state.worklist.take, visit.who, taken)
        finally:
            form.close()
    return rendering.elsewhere(f"/batches/{batch.id}")


def _shown(worklist: Worklist, visit: Visit, number: int) -> Response:
    batches = worklist.batches(visit.who, number, SIZE + 1)
    return rendering.page("history.html", visit, batches=batches[:SIZE], number=number, more=len(batches) > SIZE)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


ROUTES = (("GET", "/", show), ("POST", "/batches", drop))
