"""What a caller gets who cannot be served: ``application/problem+json`` (RFC 9457), without patient data."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from fastapi import Request
from fastapi.responses import Response
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from claims.fault import Fault
from serving.attempt import where

MEDIA_TYPE = "application/problem+json"

_log = logging.getLogger("cleanclaim")


class Problem(Struct, frozen=True, omit_defaults=True):
    """Why a request, or one claim of a batch, could not be served (RFC 9457)."""

    title: str
    """What kind of problem it is; the same for all of its kind."""
    status: int
    """The HTTP status; of a claim in a batch, the status that it would get alone."""
    detail: str = ""
    """What is wrong here, and what to do."""
    pointer: str = ""
    """JSON pointer (RFC 6901) to the field of the request's body."""
    segment: int = 0
    """Which segment of an 837, counted from 1; for JSON, the line."""
    element: str = ""
    """Loop and element of an 837."""


class Refused(Exception):  # noqa: N818  an answer to a caller, not an error of ours
    """Raised where a request cannot be served."""

    def __init__(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(problem.title)
        self.problem = problem
        self.headers = headers
        """Of the answer, beside its content type: when to try again, how to say who calls."""


def refused(status: HTTPStatus, detail: str, pointer: str = "") -> Refused:
    """A refusal, to be raised."""
    return Refused(Problem(status.phrase, int(status), detail, pointer))


def answer(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The response that carries a problem."""
    return Response(msgspec.json.encode(problem), problem.status, headers, media_type=MEDIA_TYPE)


def of_fault(fault: Fault) -> Problem:
    """The problem of one claim of a batch that could not be read or scored."""
    expected = f"; expected {fault.expected}" if fault.expected else ""
    found = f" (found {fault.found})" if fault.found else ""
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY.phrase,
        int(HTTPStatus.UNPROCESSABLE_ENTITY),
        f"{fault.message}{found}{expected}",
        pointer=fault.element if fault.element.startswith("/") else "",
        segment=fault.segment,
        element="" if fault.element.startswith("/") else f"{fault.loop} {fault.element}".strip(),
    )


def of_body(fault: Fault, body: bytes) -> Refused:
    """The refusal of a body that is no claim. What was sent is not repeated: it may name a patient."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if _is_json(body) else HTTPStatus.BAD_REQUEST
    expected = f"; expected {fault.expected}" if fault.expected else ""
    return refused(status, f"{fault.message}{expected}", fault.element)


def _is_json(body: bytes) -> bool:
    try:
        msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    except RecursionError:
        return True
    return True


async def on_refused(request: Request, error: Exception) -> Response:  # noqa: ARG001  FastAPI's signature
    """Answer with the problem of a refusal."""
    assert isinstance(error, Refused)
    return answer(error.problem, error.headers)


async def on_http(request: Request, error: Exception) -> Response:  # noqa: ARG001  FastAPI's signature
    """Answer with a problem where the router refuses: no such path, no such method."""
    assert isinstance(error, HTTPException)
    response = answer(Problem(HTTPStatus(error.status_code).phrase, error.status_code, "see /openapi.json"))
    response.headers.update(error.headers or {})
    return response


class Guard:
    """Around the whole application: a defect of ours is answered with 500 and logged by kind and place, nothing more.

    What the server would log of an exception can quote a claim, so it never gets to see one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, and answer for what goes wrong in it."""
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001  the last resort
            _log.error("%s: %s", scope.get("path"), where(error))
            if not started:
                status = HTTPStatus.INTERNAL_SERVER_ERROR
                detail = f"a defect of cleanclaim, please report these words: {where(error)}"
                await answer(Problem(status.phrase, int(status), detail))(scope, receive, send)
