"""A batch: how far its reading is, what it comes to, what could not be read, and the list of its claims."""

from __future__ import annotations

import asyncio

from msgspec.structs import replace
from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import Response

from serving.pages import audit, rendering
from serving.pages.asked import Asked, asked, whole_number
from serving.pages.polling import is_poll
from serving.pages.resting import suggested
from serving.pages.signin.visitor import needs, visit_of
from serving.pages.visit import Visit
from serving.worklist import Filter

SIZE = 50
"""Claims of a page."""

SOON = 14
"""Days before a filing limit ends in which the page warns of it."""


async def show(request: Request) -> Response:
    """A batch with a page of its claims."""
    visit = await visit_of(request)
    needs(visit, "score")
    state = request.app.state
    wanted = asked(request.query_params)
    if "" in request.query_params.values() and not wanted.ignored:  # a form sends its empty fields as well
        return rendering.elsewhere(f"/batches/{request.path_params['batch']}{wanted.query()}")
    told = _taken(request)
    return await asyncio.to_thread(_shown, state, visit, request.path_params["batch"], wanted, told, is_poll(request))


def _taken(request: Request) -> tuple[int, list[int]]:
    """The ready file that was taken a moment ago, 0: none; and the claims that it could not carry."""
    query = request.query_params
    back = (whole_number(text, 9) for text in query.get("back", "").split("."))
    return whole_number(query.get("taken", ""), 6) or 0, [number for number in back if number is not None]


def _shown(  # noqa: PLR0917  all that a page of the list follows from
    state: State, visit: Visit, batch_id: str, wanted: Asked, told: tuple[int, list[int]], asks_itself: bool
) -> Response:
    viewer, worklist, (taken, held_back) = visit.who, state.worklist, told
    batch = worklist.batch(viewer, batch_id)
    if not (asks_itself and batch.state == "reading" and audit.looked(state.service.store, viewer, "list", batch_id)):
        audit.note(state.service.store, viewer, "list", batch_id)
    listed = worklist.items(viewer, batch_id, wanted.filter, wanted.sort, wanted.page, size=SIZE)
    whole = worklist.items(viewer, batch_id, Filter(), size=0).sums
    faults = worklist.faults(viewer, batch_id)
    tabs = worklist.items(viewer, batch_id, replace(wanted.filter, verdict=""), size=0).sums
    return rendering.page(
        "batch.html",
        visit,
        batch=batch,
        asked=wanted,
        listed=listed,
        whole=whole,
        tabs=tabs,
        aside=worklist.aside(viewer, batch_id, SOON),
        soon_days=SOON,
        today=worklist.today(viewer, batch_id),
        calendar=worklist.calendar,
        rest_until=suggested(worklist, viewer, batch_id),
        choices=worklist.choices(viewer, batch_id),
        faults=faults,
        lost=[one for one in faults if one.problem.loses == "file"],
        views=worklist.views(viewer),
        releases=worklist.releases(viewer, batch_id),
        taken=taken,
        held_back=held_back,
        pages=max(1, -(-listed.total // SIZE)),
    )


ROUTES = (("GET", "/batches/{batch}", show),)
