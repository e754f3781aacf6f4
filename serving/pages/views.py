"""Saved views: filters that somebody keeps under a name."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from serving.pages import rendering
from serving.pages.posted import Posted, posted
from serving.pages.signin.visitor import needs, sender
from serving.worklist import NotNow, Worklist

LONGEST = 60
"""Letters of a name."""


async def keep(request: Request) -> Response:
    """Keep the filter of a list under a name."""
    visit = await sender(request)
    needs(visit, "score")
    form = await posted(request, visit)
    name, query = form.get("name"), form.get("query")
    if not name or len(name) > LONGEST or not name.isprintable():
        raise NotNow(f"name the view in up to {LONGEST} letters")
    worklist: Worklist = request.app.state.worklist
    await asyncio.to_thread(worklist.save_view, visit.who, name, query)
    return _back(form, query)


async def forget(request: Request) -> Response:
    """Forget one."""
    visit = await sender(request)
    needs(visit, "score")
    form = await posted(request, visit)
    worklist: Worklist = request.app.state.worklist
    await asyncio.to_thread(worklist.drop_view, visit.who, request.path_params["view"])
    return _back(form)


def _back(form: Posted, query: str = "") -> Response:
    """To the batch from which the form was sent."""
    batch = form.get("batch")
    return rendering.elsewhere(f"/batches/{batch}{'?' * bool(query)}{query}" if batch.isalnum() else "/")


ROUTES = (("POST", "/views", keep), ("POST", "/views/{view}", forget))
