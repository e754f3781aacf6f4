"""What is done with many claims of a batch together: those that are ticked, or all that the filter lists.

It is done some claims at a time: a call that takes long answers with how far it came, in a page whose form goes on by
itself, or by its button. What is left stands in that form alone; who leaves the page stops it, and the page says so.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from serving.pages import rendering
from serving.pages.asked import Asked, asked, whole_number
from serving.pages.posted import Posted, posted
from serving.pages.resting import until
from serving.pages.signin.visitor import needs, sender
from serving.pages.takeaway import finish, release
from serving.problem import refused
from serving.worklist import NotNow, Viewer, Worklist

Act = Callable[[Worklist, Viewer, str, list[int], Posted], object]

MOST = 100_000
"""Claims of a filter."""

AT_ONCE = 20
"""Claims between two looks at the clock."""

SECONDS = 2.0
"""After so long a call tells how far it came."""


async def act(request: Request) -> Response:
    """Do what a form of the batch's page asks for."""
    visit = await sender(request)
    form = await posted(request, visit)
    does, batch = form.get("do"), request.path_params["batch"]
    needs(visit, "score", "patients")
    if does == "release":
        return await release(request, visit, batch)
    if does == "finish":
        return await finish(request, visit, batch, whole_number(form.get("nth"), 6) or 0)
    if does not in ACTS:
        raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, "this is no form of these pages")
    wanted = asked(request.query_params)
    worklist: Worklist = request.app.state.worklist
    numbers = await asyncio.to_thread(_numbers, worklist, visit.who, batch, wanted, form)
    if not numbers:
        raise NotNow("no claim is ticked: tick some, or say that all of the list are meant")
    left = await asyncio.to_thread(_some, ACTS[does], worklist, visit.who, batch, numbers, form)
    back = f"/batches/{batch}{wanted.query()}"
    if not left:
        return rendering.elsewhere(back)
    of = max(whole_number(form.get("of"), 6) or 0, len(numbers))
    kept = {name: form.get(name) for name in ("do", "to", "until")}
    return rendering.page(
        "going.html", visit, batch_id=batch, back=back, kept=kept, left=ranges(left), done=of - len(left), of=of
    )


def _numbers(worklist: Worklist, viewer: Viewer, batch: str, wanted: Asked, form: Posted) -> list[int]:
    if left := form.get("left"):
        return numbers_in(left)
    if form.get("which") == "all":
        return sorted(worklist.numbers(viewer, batch, wanted.filter, MOST))
    return sorted({number for text in form.all("number") if (number := whole_number(text)) is not None})


def _some(does: Act, worklist: Worklist, viewer: Viewer, batch: str, numbers: list[int], form: Posted) -> list[int]:  # noqa: PLR0917  as acts are called
    """Do it with as many as there is time for, one some at least; those that are left."""
    began, done = time.monotonic(), 0
    while done < len(numbers) and (not done or time.monotonic() - began < SECONDS):
        does(worklist, viewer, batch, numbers[done : done + AT_ONCE], form)
        done += AT_ONCE
    return numbers[done:]


def ranges(numbers: list[int]) -> str:
    """Numbers in their order, as a form carries them: ``3-8.12``."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = found[-1][0], number
        else:
            found.append((number, number))
    return ".".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def numbers_in(text: str) -> list[int]:
    """The numbers of such a text, at most :data:`MOST`; what is none is left out."""
    found: list[int] = []
    for part in text.split("."):
        first, _, last = part.partition("-")
        begin, end = whole_number(first), whole_number(last or first)
        if begin is not None and end is not None:
            found += range(begin, min(end + 1, begin + MOST - len(found)))
    return found


ACTS: Mapping[str, Act] = {
    "recheck": lambda worklist, viewer, batch, numbers, _: worklist.recheck(viewer, batch, numbers),
    "assign": lambda worklist, viewer, batch, numbers, form: worklist.assign(viewer, batch, numbers, form.get("to")),
    "snooze": lambda worklist, viewer, batch, numbers, form: worklist.snooze(
        viewer, batch, numbers, until(form.get("until"))
    ),
}
"""What a form's field ``do`` may say."""

ROUTES = (("POST", "/batches/{batch}", act),)
