"""How refusals and defects become answers."""

from __future__ import annotations

import logging
from http import HTTPStatus

import msgspec
from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.attempt import where
from serving.problem import MEDIA_TYPE, Problem, Refused

_log = logging.getLogger("cleanclaim")


def answer(refusal: Refused) -> Response:
    """The response that carries a problem."""
    problem = refusal.problem
    return Response(msgspec.json.encode(problem), problem.status, refusal.headers, media_type=MEDIA_TYPE)


def add_to(app: FastAPI) -> None:
    """Have an application answer with problems."""
    app.add_exception_handler(Refused, _on_refused)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_middleware(Guard)


async def _on_refused(request: Request, error: Exception) -> Response:  # noqa: ARG001  FastAPI's signature
    """Answer with the problem of a refusal."""
    assert isinstance(error, Refused)
    return answer(error)


async def _on_http(request: Request, error: Exception) -> Response:  # noqa: ARG001  FastAPI's signature
    """Answer with a problem where the router refuses: no such path, no such method."""
    assert isinstance(error, HTTPException)
    problem = Problem(HTTPStatus(error.status_code).phrase, error.status_code, "see /openapi.json")
    return answer(Refused(problem, error.headers))


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
            _log.error("%s", where(error))
            if not started:
                status = HTTPStatus.INTERNAL_SERVER_ERROR
                detail = f"a defect of cleanclaim, please report these words: {where(error)}"
                await answer(Refused(Problem(status.phrase, int(status), detail)))(scope, receive, send)
