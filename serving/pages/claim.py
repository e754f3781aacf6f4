"""A claim: its form, what is wrong with it, what may be refused, and what can be done."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from msgspec import Struct
from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import Response

from serving.pages import audit, picture, rendering
from serving.pages.asked import Asked, asked, whole_number
from serving.pages.layout.filled import fill
from serving.pages.offered import did, offers
from serving.pages.resting import suggested
from serving.pages.signin.visitor import needs, visit_of
from serving.pages.visit import Visit
from serving.worklist import NotHere


class Opened(Struct, frozen=True):
    """A claim that somebody opened, from a list."""

    visit: Visit
    batch: str
    number: int
    asked: Asked
    whole: bool
    """Whether all fields are shown."""
    changed: int
    """The event from which the page comes; 0: none."""
    previous: int | None
    next: int | None
    """The claims before and after it when it was changed: it may stand elsewhere in the list by now, or not at all."""

    def address(self, **changes: object) -> str:
        """Its address, which remembers the list."""
        said = {"all": 1 if self.whole else None, **changes}
        return f"/batches/{self.batch}/{self.number}{self.asked.query(**said)}"


class Trouble(Struct, frozen=True):
    """What of a form could not be taken."""

    status: int = 200
    said: str = ""
    typed: Mapping[str, str] = {}
    """What was typed, by path of the field."""
    wrong: Mapping[str, str] = {}
    """Why it could not be taken."""


async def show(request: Request) -> Response:
    """A claim."""
    visit = await visit_of(request)
    needs(visit, "score")
    claim = opened(request, visit)
    return await asyncio.to_thread(shown, request.app.state, claim)


def opened(request: Request, visit: Visit) -> Opened:
    """The claim that a request names.

    Raises:
        NotHere: it names none.
    """
    number = whole_number(request.path_params["number"])
    if number is None:
        raise NotHere("there is no such claim in this batch")
    query = request.query_params
    changed, previous, following = (whole_number(query.get(name, "")) for name in ("did", "before", "then"))
    whole = query.get("all") == "1"
    return Opened(visit, request.path_params["batch"], number, asked(query), whole, changed or 0, previous, following)


def shown(state: State, claim: Opened, trouble: Trouble | None = None) -> Response:
    """The page of a claim."""
    trouble = trouble or Trouble()
    visit, viewer = claim.visit, claim.visit.who
    view = state.worklist.item(viewer, claim.batch, claim.number, claim.asked.filter, claim.asked.sort)
    audit.note(state.service.store, viewer, "claim", claim.batch, claim.number)
    released = view.item.state == "released"
    editable = visit.changes and not released
    paper = fill(
        view,
        sees_patients=viewer.sees_patients,
        whole=claim.whole,
        spare=editable,
        typed=trouble.typed,
        wrong=trouble.wrong,
    )
    return rendering.page(
        "claim.html",
        visit,
        trouble.status,
        {"HX-Push-Url": "false"} if trouble.said else {},
        view=view,
        item=view.item,
        score=view.score,
        paper=paper,
        steps=picture.steps(view.score),
        shares=picture.shares,
        batch_id=claim.batch,
        asked=claim.asked,
        here=claim.address(),
        problem=trouble.said,
        offers=offers(view),
        did=did(view, claim.changed),
        previous=claim.previous if claim.changed else view.previous,
        next=claim.next if claim.changed else view.next,
        editable=editable,
        released=released,
        people=_people(state, claim),
        rest_until=suggested(state.worklist, viewer, claim.batch),
        last_change=next((one.id for one in view.events if one.can_undo), 0),
    )


def _people(state: State, claim: Opened) -> list[str]:
    """Who is offered as one who may have it: whoever has claims of the batch, and who looks."""
    viewer = claim.visit.who
    return list(dict.fromkeys([*state.worklist.people(viewer, claim.batch), viewer.who]))


ROUTES = (("GET", "/batches/{batch}/{number}", show),)
