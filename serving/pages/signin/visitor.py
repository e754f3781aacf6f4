"""From a request to who looks."""

from __future__ import annotations

import asyncio
import secrets
from http import HTTPStatus

from starlette.requests import Request

from serving.api.service import Service
from serving.pages import demonstration
from serving.pages.polling import is_poll
from serving.pages.signin import cookies, forged, sessions
from serving.pages.visit import Visit
from serving.problem import refused
from serving.worklist import Viewer


class SignInFirst(Exception):  # noqa: N818  an answer, no error of ours
    """Raised where somebody must sign in before a page is shown."""


async def visit_of(request: Request) -> Visit:
    """Who looks.

    Raises:
        SignInFirst: nobody is signed in, or the session has ended.
        Refused: 421, a server that asks nobody is called by a name that is not its own; 429, too many calls.
    """
    service: Service = request.app.state.service
    keys = cookies.read(request, cookies.KEYS) != "off"
    if cookie := cookies.read(request, cookies.SESSION):
        found = await asyncio.to_thread(sessions.find, service.store, cookie, used=not is_poll(request))
        if found is not None:
            request.scope["office"] = found.viewer.office
            service.rate.admit(found.viewer.caller, 0)
            shown = await demonstration.in_use(service, found.viewer.office)
            return Visit(found.viewer, found.token, found.digest, keys, shown)
    if service.access.required:
        raise SignInFirst
    forged.host(request)
    caller = await service.access.caller({})
    request.scope["office"] = caller.office
    shown = await demonstration.in_use(service, caller.office)
    return Visit(Viewer.of(caller), _form_token(request), "", keys, shown)


async def stranger(request: Request) -> Visit:
    """Who looks at a page that asks nobody who they are, such as that of sign-in."""
    return Visit(None, _form_token(request), "", cookies.read(request, cookies.KEYS) != "off")


async def sender(request: Request) -> Visit:
    """Who sends a form.

    Raises:
        SignInFirst: as :func:`visit_of`.
        Refused: as :func:`visit_of`, and 403, it comes from elsewhere.
    """
    forged.look(request)
    return await visit_of(request)


def needs(visit: Visit, *scopes: str) -> None:
    """See that who looks may do that.

    Raises:
        Refused: 403, one of the scopes is wanted.
    """
    for scope in scopes:
        if not visit.may(scope):
            raise refused(HTTPStatus.FORBIDDEN, f"your role may not do this: it needs the scope {scope}")


def _form_token(request: Request) -> str:
    """What forms carry while there is no session: the same as a cookie, that pages set where it is missing."""
    known = cookies.read(request, cookies.FORM)
    if not known:
        known = secrets.token_urlsafe(sessions.BYTES)
        request.state.new_form_token = known
    return known
