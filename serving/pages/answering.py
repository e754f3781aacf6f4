"""What every page does alike: it turns what went wrong into a page that says so, and sets what the browser keeps."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from claims.nul import NUL
from models import BundleError
from serving.api.route import FULL
from serving.attempt import where
from serving.pages import rendering
from serving.pages.headers import EVERYWHERE, NOT_KEPT
from serving.pages.polling import is_part
from serving.pages.signin import cookies
from serving.pages.signin.address import sign_in
from serving.pages.signin.visitor import SignInFirst, stranger
from serving.problem import Refused
from serving.store import StoreError
from serving.worklist import Conflict, Invalid, NotAllowed, NotHere, NotNow

Handler = Callable[[Request], Awaitable[Response]]

AWAY = "The store cannot be used now, and what is not on record is not shown. Try again in a moment."
NO_MODEL = "The model of this office cannot be loaded now. Try again, and tell those who run the server."
DISK_FULL = "A disk of the server is full, and nothing was done. Tell those who run it."
NOWHERE = "There is no such page. It may be of another office, or was deleted when its time was over."

AGAIN = {"Retry-After": "5"}

FAILURES: tuple[tuple[tuple[type[Exception], ...], HTTPStatus, str, Mapping[str, str]], ...] = (
    ((NotHere,), HTTPStatus.NOT_FOUND, NOWHERE, {}),
    ((NotAllowed,), HTTPStatus.FORBIDDEN, "", {}),
    ((Conflict,), HTTPStatus.CONFLICT, "", {}),
    ((Invalid, NotNow), HTTPStatus.UNPROCESSABLE_ENTITY, "", {}),
    ((StoreError, OperationalError, InterfaceError, NoConnection), HTTPStatus.SERVICE_UNAVAILABLE, AWAY, AGAIN),
    ((BundleError,), HTTPStatus.SERVICE_UNAVAILABLE, NO_MODEL, AGAIN),
)
"""What may fail, the status of the answer, and what is said: the error's own words where none stand here."""

_log = logging.getLogger("cleanclaim")


def answering(path: str, handler: Handler) -> Handler:
    """A handler whose failures are pages; ``path`` is what the log calls it, with the names of its parameters."""

    async def answer(request: Request) -> Response:
        request.scope["template"] = path
        if any(NUL in value for value in request.path_params.values()):  # PostgreSQL takes none in a text
            return await trouble(request, HTTPStatus.NOT_FOUND, NOWHERE)
        try:
            response = await handler(request)
        except SignInFirst:
            if is_part(request):
                return Response(headers={**EVERYWHERE, **NOT_KEPT, "HX-Redirect": sign_in(request)})
            return rendering.elsewhere(sign_in(request))
        except Exception as error:  # noqa: BLE001  what is not known here is raised again
            response = await _failed(request, error)
        if token := getattr(request.state, "new_form_token", ""):
            cookies.write(request, response, cookies.FORM, token)
        return response

    return answer


async def not_found(request: Request, error: Exception) -> Response:
    """The answer where no route was met."""
    assert isinstance(error, HTTPException)
    return await trouble(request, error.status_code, NOWHERE, error.headers)


async def defect(request: Request, error: Exception) -> Response:
    """The answer to a defect of ours; the error goes on to the log by its place alone."""
    said = f"This is a defect of cleanclaim; please report these words: {where(error)}"
    return await trouble(request, HTTPStatus.INTERNAL_SERVER_ERROR, said)


async def trouble(request: Request, status: int, said: str, headers: Mapping[str, str] | None = None) -> Response:
    """A page that says what is wrong and what to do."""
    visit = await stranger(request)
    title = HTTPStatus(status).phrase
    return rendering.page(
        "trouble.html", visit, status, {**(headers or {}), "HX-Push-Url": "false"}, title=title, said=said
    )


async def _failed(request: Request, error: Exception) -> Response:
    """The page of a failure.

    Raises:
        Exception: the error itself, where it is a defect of ours.
    """
    if isinstance(error, Refused):
        return await trouble(request, error.problem.status, error.problem.detail, error.headers)
    if isinstance(error, OSError) and error.errno in FULL:
        _log.error("a disk is full: %s", where(error))
        return await trouble(request, HTTPStatus.INSUFFICIENT_STORAGE, DISK_FULL)
    for kinds, status, said, headers in FAILURES:
        if isinstance(error, kinds):
            return await trouble(request, status, said or str(error), headers)
    raise error
