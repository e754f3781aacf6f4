"""What is done with a claim: every act is a form that is sent to the claim's own address, and leads back to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus

from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import Response

from serving.pages import rendering
from serving.pages.asked import whole_number
from serving.pages.claim import Opened, Trouble, opened, shown
from serving.pages.layout.entered import patch_of
from serving.pages.posted import Posted, posted
from serving.pages.resting import suggested, until
from serving.pages.signin.visitor import needs, sender
from serving.problem import refused
from serving.worklist import Conflict, Invalid, NotAllowed, NotNow, Worklist

Act = Callable[[Worklist, Opened, Posted], object]

VALUE = "value-"
"""How fields begin that hold what a suggestion leaves to the office."""


class Untaken(Exception):  # noqa: N818  an answer to who typed it
    """Raised where fields cannot be taken."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__()
        self.wrong = wrong


async def act(request: Request) -> Response:
    """Do what a form of the claim's page asks for."""
    visit = await sender(request)
    form = await posted(request, visit)
    claim = opened(request, visit)
    does = ACTS.get(form.get("do"))
    if does is None:
        raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, "this is no form of these pages")
    needs(visit, "score", "patients", *MORE.get(form.get("do"), ()))
    return await asyncio.to_thread(_acted, request.app.state, claim, form, does)


def _acted(state: State, claim: Opened, form: Posted, does: Act) -> Response:
    typed = _fields(form)
    viewer, wanted = claim.visit.who, claim.asked
    before = state.worklist.item(viewer, claim.batch, claim.number, wanted.filter, wanted.sort)
    try:
        does(state.worklist, claim, form)
    except Untaken as error:
        said = "Nothing was changed: see the fields that could not be taken."
        return shown(state, claim, Trouble(HTTPStatus.UNPROCESSABLE_ENTITY, said, typed, error.wrong))
    except Invalid as error:
        wrong = {error.pointer: str(error)} if error.pointer else {}
        said = f"Nothing was changed: {error}"
        return shown(state, claim, Trouble(HTTPStatus.UNPROCESSABLE_ENTITY, said, typed, wrong))
    except NotNow as error:
        return shown(state, claim, Trouble(HTTPStatus.UNPROCESSABLE_ENTITY, f"Nothing was changed: {error}", typed))
    except NotAllowed as error:
        return shown(state, claim, Trouble(HTTPStatus.FORBIDDEN, f"Nothing was changed: {error}", typed))
    except Conflict as error:
        said = f"Nothing was changed, since somebody else was quicker: {error}. What you typed is still in the fields."
        return shown(state, claim, Trouble(HTTPStatus.CONFLICT, said, typed))
    after = state.worklist.item(viewer, claim.batch, claim.number, wanted.filter, wanted.sort)
    event = after.events[0].id if after.events[:1] != before.events[:1] else None  # nothing may have been done
    return rendering.elsewhere(claim.address(did=event, before=before.previous, then=before.next))


def _fields(form: Posted) -> dict[str, str]:
    """The fields of the claim that a form sent."""
    return {name: values[-1] for name, values in form.fields.items() if name.startswith("/")}


def _revision(form: Posted) -> int:
    return whole_number(form.get("revision")) or 0


def _edit(worklist: Worklist, claim: Opened, form: Posted) -> object:
    viewer = claim.visit.who
    view = worklist.item(viewer, claim.batch, claim.number)
    if view.item.revision != _revision(form):
        # let the worklist say what the other did; the change itself is read against what the form showed
        return worklist.edit(viewer, claim.batch, claim.number, _revision(form), [], "")
    patch, wrong = patch_of(view.claim, _fields(form))
    if wrong:
        raise Untaken(wrong)
    if not patch:
        return worklist.recheck(viewer, claim.batch, [claim.number])
    return worklist.edit(viewer, claim.batch, claim.number, view.item.revision, patch, form.get("why"))


def _suggestion(worklist: Worklist, claim: Opened, form: Posted) -> object:
    nth = whole_number(form.get("nth"), 3) or 0
    values = {name.removeprefix(VALUE): form.get(name) for name in form.fields if name.startswith(VALUE)}
    return worklist.suggest(
        claim.visit.who, claim.batch, claim.number, _revision(form), nth, form.get("attested"), values
    )


def _recheck(worklist: Worklist, claim: Opened, form: Posted) -> object:  # noqa: ARG001  as all acts are called
    return worklist.recheck(claim.visit.who, claim.batch, [claim.number])


def _undo(worklist: Worklist, claim: Opened, form: Posted) -> object:
    return worklist.undo(
        claim.visit.who, claim.batch, claim.number, _revision(form), whole_number(form.get("event")) or 0
    )


def _waive(worklist: Worklist, claim: Opened, form: Posted) -> None:
    worklist.waive(claim.visit.who, claim.batch, claim.number, form.get("why"))


def _unwaive(worklist: Worklist, claim: Opened, form: Posted) -> None:  # noqa: ARG001  as above
    worklist.unwaive(claim.visit.who, claim.batch, claim.number)


def _assign(worklist: Worklist, claim: Opened, form: Posted) -> object:
    return worklist.assign(claim.visit.who, claim.batch, [claim.number], form.get("to"))


def _snooze(worklist: Worklist, claim: Opened, form: Posted) -> object:
    viewer, day = claim.visit.who, until(form.get("until"))
    if day is None and worklist.item(viewer, claim.batch, claim.number).item.snoozed_until is None:
        raise NotNow(f"until when? write a day, such as {suggested(worklist, viewer, claim.batch)}")
    return worklist.snooze(viewer, claim.batch, [claim.number], day)


def _note(worklist: Worklist, claim: Opened, form: Posted) -> None:
    worklist.note(claim.visit.who, claim.batch, claim.number, form.get("text"))


ACTS: Mapping[str, Act] = {
    "edit": _edit,
    "suggestion": _suggestion,
    "recheck": _recheck,
    "undo": _undo,
    "waive": _waive,
    "unwaive": _unwaive,
    "assign": _assign,
    "snooze": _snooze,
    "note": _note,
}
"""What a form's field ``do`` may say."""

MORE: Mapping[str, Sequence[str]] = {"waive": ["override"]}
"""What an act needs beside the right to score claims and to see patients."""

ROUTES = (("POST", "/batches/{batch}/{number}", act),)
