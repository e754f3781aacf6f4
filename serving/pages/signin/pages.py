"""Sign-in by key or at an issuer, and sign-out."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from serving.access.keys import PREFIX
from serving.api.service import Service
from serving.pages import rendering
from serving.pages.posted import posted
from serving.pages.signin import cookies, forged, sessions
from serving.pages.signin.address import PATH, within
from serving.pages.signin.question import SECONDS, Question
from serving.pages.signin.visitor import sender, stranger
from serving.problem import Refused, refused

if TYPE_CHECKING:
    from serving.pages.signin.oidc import SignIn

BACK = f"{PATH}/back"

NO_KEY = "This is no key. A key begins with cc_ and is shown once, when it is made."


async def ask(request: Request) -> Response:
    """The form that asks for a key."""
    return await _asked(request, within(request.query_params.get("back", "/")))


async def enter(request: Request) -> Response:
    """Sign in."""
    forged.look(request)
    service: Service = request.app.state.service
    form = await posted(request, await stranger(request))
    back, key = within(form.get("back")), form.get("key")
    if not key.startswith(PREFIX):
        return await _asked(request, back, NO_KEY, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        caller = await service.access.caller({"x-api-key": key})
    except Refused as refusal:
        return await _asked(request, back, refusal.problem.detail, refusal.problem.status)
    cookie = await asyncio.to_thread(sessions.begin, service.store, caller)
    answer = rendering.elsewhere(back)
    cookies.write(request, answer, cookies.SESSION, cookie)
    return answer


async def away(request: Request) -> Response:
    """Send somebody to the issuer. A link, not a form: the policy lets forms go nowhere but here."""
    signing = _signing(request)
    address, question = await signing.away(_here(request), within(request.query_params.get("back", "/")))
    answer = rendering.elsewhere(address)
    cookies.write(request, answer, cookies.AWAY, question.cookie, SECONDS)
    return answer


async def returned(request: Request) -> Response:
    """Take somebody back from the issuer."""
    query, question = request.query_params, Question.of(cookies.read(request, cookies.AWAY))
    try:
        caller = await _signing(request).caller(question, query.get("state", ""), query.get("code", ""), _here(request))
    except Refused as refusal:
        answer = await _asked(
            request, question.back if question else "/", refusal.problem.detail, refusal.problem.status
        )
    else:
        cookie = await asyncio.to_thread(sessions.begin, request.app.state.service.store, caller)
        answer = rendering.elsewhere(within(question.back) if question else "/")
        cookies.write(request, answer, cookies.SESSION, cookie)
    cookies.forget(request, answer, cookies.AWAY)
    return answer


async def leave(request: Request) -> Response:
    """Sign out."""
    visit = await sender(request)
    await posted(request, visit)
    if visit.session:
        await asyncio.to_thread(sessions.end, request.app.state.service.store, visit.session)
    answer = rendering.elsewhere(PATH)
    cookies.forget(request, answer, cookies.SESSION)
    return answer


async def _asked(request: Request, back: str, wrong: str = "", status: int = 200) -> Response:
    visit = await stranger(request)
    ended = bool(cookies.read(request, cookies.SESSION))
    needed = request.app.state.service.access.required
    issuer = request.app.state.signing is not None
    return rendering.page(
        "sign-in.html", visit, status, back=back, wrong=wrong, ended=ended, needed=needed, issuer=issuer
    )


def _signing(request: Request) -> SignIn:
    signing: SignIn | None = request.app.state.signing
    if signing is None:
        raise refused(HTTPStatus.NOT_FOUND, "nobody signs in elsewhere here; sign in by key")
    return signing


def _here(request: Request) -> str:
    """Where the issuer sends people back."""
    return f"{request.url.scheme}://{request.headers['host']}{BACK}"


ROUTES = (
    ("GET", PATH, ask),
    ("POST", PATH, enter),
    ("GET", f"{PATH}/with", away),
    ("GET", BACK, returned),
    ("POST", "/sign-out", leave),
)
