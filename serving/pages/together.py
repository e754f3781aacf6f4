"""What is done with many claims of a batch together: those that are ticked, or all that the filter lists."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from serving.pages import rendering
from serving.pages.acts import until
from serving.pages.asked import Asked, asked, whole_number
from serving.pages.posted import Posted, posted
from serving.pages.signin.visitor import needs, sender
from serving.pages.takeaway import finish, release
from serving.problem import refused
from serving.worklist import NotNow, Viewer, Worklist

Act = Callable[[Worklist, Viewer, str, list[int], Posted], object]

MOST = 100_000
"""Claims of a filter."""


async def act(request: Request) -> Response:
    """Do what a form of the batch's page asks for."""
    visit = await sender(request)
    form = await posted(request, visit)
    does, batch = form.get("do"), request.path_params["batch"]
    if does == "release":
        return await release(request, visit, batch)
    if does == "finish":
        return await finish(request, visit, batch, whole_number(form.get("nth"), 6) or 0)
    if does not in ACTS:
        raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, "this is no form of these pages")
    needs(visit, "patients")
    wanted = asked(request.query_params)
    worklist: Worklist = request.app.state.worklist
    numbers = await asyncio.to_thread(_numbers, worklist, visit.who, batch, wanted, form)
    if not numbers:
        raise NotNow("no claim is ticked: tick some, or say that all of the list are meant")
    await asyncio.to_thread(ACTS[does], worklist, visit.who, batch, numbers, form)
    return rendering.elsewhere(f"/batches/{batch}{wanted.query()}")


def _numbers(worklist: Worklist, viewer: Viewer, batch: str, wanted: Asked, form: Posted) -> list[int]:
    if form.get("which") == "all":
        return [item.number for item in worklist.items(viewer, batch, wanted.filter, wanted.sort, size=MOST).items]
    return [number for text in form.all("number") if (number := whole_number(text)) is not None]


ACTS: Mapping[str, Act] = {
    "recheck": lambda worklist, viewer, batch, numbers, _: worklist.recheck(viewer, batch, numbers),
    "assign": lambda worklist, viewer, batch, numbers, form: worklist.assign(viewer, batch, numbers, form.get("to")),
    "snooze": lambda worklist, viewer, batch, numbers, form: worklist.snooze(
        viewer, batch, numbers, until(form.get("until"))
    ),
}
"""What a form's field ``do`` may say."""

ROUTES = (("POST", "/batches/{batch}", act),)
