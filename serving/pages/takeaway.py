"""What is taken away of a batch: the ready file, the held one, the list as CSV, and a 277CA."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from urllib.parse import quote

from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from serving.pages import audit, rendering
from serving.pages.asked import asked, whole_number
from serving.pages.headers import EVERYWHERE, NOT_KEPT
from serving.pages.signin.visitor import needs, visit_of
from serving.pages.visit import Visit
from serving.worklist import NotHere, Taken, Viewer

SHOWN = 50
"""Claims that could not be written which a page names at most."""


async def release(request: Request, visit: Visit, batch: str) -> Response:
    """Take the ready file: its claims are sent from now on. The page that follows has the link to it."""
    return _taken(batch, await asyncio.to_thread(request.app.state.worklist.release, visit.who, batch))


async def finish(request: Request, visit: Visit, batch: str, number: int) -> Response:
    """Write a ready file whose writing failed; leads to the same page."""
    return _taken(batch, await asyncio.to_thread(request.app.state.worklist.finish_release, visit.who, batch, number))


def _taken(batch: str, taken: Taken) -> Response:
    taken.out.file.close()
    back = ".".join(str(number) for number, _ in taken.held_back[:SHOWN])
    query = f"?taken={taken.release.number}{f'&back={back}' if back else ''}"
    return rendering.elsewhere(f"/batches/{batch}{query}")


async def ready(request: Request) -> Response:
    """A ready file that was taken, as it was."""
    visit, state, batch = await visit_of(request), request.app.state, request.path_params["batch"]
    needs(visit, "score")
    number = whole_number(request.path_params["nth"], 6)
    if number is None:
        raise NotHere("there is no such ready file")
    taken = await asyncio.to_thread(state.worklist.release_again, visit.who, batch, number)
    return await _file(state, visit.who, "ready file", batch, taken.out.name, taken.out.media_type, taken.out.chunks())


async def held(request: Request) -> Response:
    """The claims that are held, as a file of their own."""
    visit, state, batch = await visit_of(request), request.app.state, request.path_params["batch"]
    needs(visit, "score")
    out = await asyncio.to_thread(state.worklist.held, visit.who, batch)
    return await _file(state, visit.who, "held file", batch, out.name, out.media_type, out.chunks())


async def table(request: Request) -> Response:
    """The list as CSV."""
    visit, state, batch = await visit_of(request), request.app.state, request.path_params["batch"]
    needs(visit, "score")
    wanted = asked(request.query_params)
    rows = await asyncio.to_thread(state.worklist.csv, visit.who, batch, wanted.filter, wanted.sort)
    return await _file(state, visit.who, "list as CSV", batch, "claims.csv", "text/csv; charset=utf-8", rows)


async def answer(request: Request) -> Response:
    """A 277CA of what is said of the claims now."""
    visit, state, batch = await visit_of(request), request.app.state, request.path_params["batch"]
    needs(visit, "score")
    content = await asyncio.to_thread(state.worklist.acknowledgement, visit.who, batch)
    return await _file(state, visit.who, "277CA", batch, "claims.277", "application/edi-x12", content)


async def _file(  # noqa: PLR0917  what a file is, in the order of the words
    state: State, viewer: Viewer, what: str, batch: str, name: str, media_type: str, content: Iterator[bytes]
) -> Response:
    await asyncio.to_thread(audit.note, state.service.store, viewer, what, batch)
    plain = "".join(letter if letter.isascii() and letter not in '"\\' else "_" for letter in name)
    said = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {**EVERYWHERE, **NOT_KEPT, "Content-Disposition": said}
    return StreamingResponse(content, media_type=media_type, headers=headers)


ROUTES = (
    ("GET", "/batches/{batch}/ready/{nth}", ready),
    ("GET", "/batches/{batch}/held", held),
    ("GET", "/batches/{batch}/list.csv", table),
    ("GET", "/batches/{batch}/answer.277", answer),
)
