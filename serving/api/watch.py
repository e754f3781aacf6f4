"""Around all calls: a request's id, its line in the log, its place in the metrics; and what goes wrong in it.

What a server would log of an exception can quote a claim, so nobody gets to see one: a defect of ours is answered with
500 and logged by kind and place, nothing more.
"""

from __future__ import annotations

import asyncio
import re
import time
from http import HTTPStatus

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.api.logs import Log
from serving.api.metrics import Metrics
from serving.api.reply import as_problem
from serving.api.tracing import Tracing
from serving.attempt import where
from serving.problem import refused
from serving.store.ids import new_id

REQUEST_ID = re.compile(rb"[A-Za-z0-9_.:-]{1,64}")
"""What a caller may call a request; another name is replaced by one of ours."""

HUNG_UP = 499
"""What log and metrics call a request whose caller did not wait for the answer."""


class Watch:
    """Sees every request come and go."""

    def __init__(self, app: ASGIApp, log: Log, metrics: Metrics, tracing: Tracing | None) -> None:
        self._app, self._log, self._metrics, self._tracing = app, log, metrics, tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on, and note how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        request_id = _given(scope) or new_id().encode()
        scope["request_id"] = request_id.decode()
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"].append((b"x-request-id", request_id))
            try:
                await send(message)
            except OSError as error:
                raise ClientDisconnect from error

        span = self._tracing.begin(scope) if self._tracing else None
        try:
            await self._app(scope, receive, sending)
        except (ClientDisconnect, ConnectionError):
            status = HUNG_UP
        except asyncio.CancelledError:
            status = status or HUNG_UP
            raise
        except Exception as error:  # noqa: BLE001  the last resort
            self._log.defect(where(error), scope["request_id"])
            if not status:
                detail = f"a defect of cleanclaim, please report these words: {where(error)}"
                await as_problem(refused(HTTPStatus.INTERNAL_SERVER_ERROR, detail)).send(sending)
        finally:
            seconds = time.perf_counter() - began
            route = scope.get("template", "none")
            self._metrics.answered(route, scope["method"], status, seconds)
            self._log.request(scope, status, seconds)
            if span is not None:
                span.end(route, status, scope.get("office", ""))


def _given(scope: Scope) -> bytes | None:
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            given: bytes = value
            return given if REQUEST_ID.fullmatch(given) else None
    return None
