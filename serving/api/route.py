"""A route: which call it takes, who may make it, what it does, and what the API's description says of it."""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.types import Receive, Send
from starlette.types import Scope as Connection

from models import BundleError
from serving.access import Scope
from serving.api import idempotent
from serving.api.call import Call
from serving.api.reply import Answer, as_problem
from serving.api.service import Service
from serving.attempt import where
from serving.problem import Refused, refused
from serving.store import StoreError

Schema = Mapping[str, Any]

_log = logging.getLogger("cleanclaim")

FULL = {errno.ENOSPC, errno.EDQUOT}
"""What an error of the operating system says where a disk is full."""


class Route(Struct, frozen=True):
    """One call of the API."""

    method: str
    path: str
    does: Callable[[Call], Awaitable[Answer]]
    """Its docstring is the call's description."""
    summary: str
    scope: Scope | None
    """What a caller must be allowed to; ``None``: nobody is asked who he is."""
    gives: Mapping[str, Schema]
    """Schemas of a good answer, by media type."""
    status: int = 200
    """Of a good answer."""
    takes: Mapping[str, Schema] = {}
    """Schemas of the body, by media type."""
    parameters: tuple[Schema, ...] = ()
    """As OpenAPI describes them."""
    problems: tuple[int, ...] = ()
    """Statuses of refusals, beside those that follow from the rest."""
    keyed: bool = False
    """Whether it takes an ``Idempotency-Key``."""
    largest: Literal["claim_bytes", "batch_bytes", "job_bytes"] = "claim_bytes"
    """The limit of its body."""
    claims: int = 0
    """Claims that the limit of a caller counts at once."""
    patient: bool = False
    """Whether it may last longer than other requests: it looks after its own time."""
    links: Schema = {}
    """From this answer to other calls, as OpenAPI describes them."""
    examples: tuple[str, ...] = ()
    """Curl commands that show it, run by a test."""


class Endpoint:
    """The application of one route."""

    def __init__(self, route: Route, service: Service) -> None:
        self.route, self._service = route, service
        self._seconds = None if route.patient else service.limits.seconds

    async def __call__(self, connection: Connection, receive: Receive, send: Send) -> None:
        """Answer one request."""
        connection["template"] = self.route.path
        call = Call(self._service, connection, receive, patient=self.route.patient)
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._answer(call)
        except Refused as refusal:
            answer = self._refusal(call, refusal)
        except TimeoutError:
            answer = self._refusal(call, _late(call, self._service.limits.seconds))
        except (StoreError, OperationalError, InterfaceError, NoConnection):
            detail = "the store cannot be used now, and what is not on record is not answered; try again"
            answer = self._refusal(call, refused(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": "5"}))
        except BundleError:
            detail = "the model of this office cannot be loaded now; try again, and tell those who run the server"
            answer = self._refusal(call, refused(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": "5"}))
        except OSError as error:
            if error.errno not in FULL:
                raise
            _log.error("a disk is full: %s", where(error))
            detail = "a disk of the server is full, and nothing was done; tell those who run it"
            answer = self._refusal(call, refused(HTTPStatus.INSUFFICIENT_STORAGE, detail))
        await answer.send(send)

    async def _answer(self, call: Call) -> Answer:
        route = self.route
        if route.scope is not None:
            call.caller = await self._service.access.caller(call.headers)
            call.scope["office"] = call.caller.office
            call.caller.may(route.scope)
            self._service.rate.admit(call.caller, route.claims)
        if route.method == "POST" and idempotent.HEADER in call.headers:
            if not route.keyed:
                raise refused(
                    HTTPStatus.UNPROCESSABLE_ENTITY, "this call takes no Idempotency-Key; see its description"
                )
            most = getattr(self._service.limits, route.largest)
            large = route.largest != "claim_bytes"
            name = f"{route.method} {route.path}"
            return await idempotent.once(call, name, most, lambda: route.does(call), large=large)
        return await route.does(call)

    def _refusal(self, call: Call, refusal: Refused) -> Answer:
        """The answer of a refusal; the connection of a caller who is still sending is closed after it."""
        if self.route.takes and not call.whole:
            refusal.headers["Connection"] = "close"
        return as_problem(refusal)


def _late(call: Call, seconds: float) -> Refused:
    if call.whole:
        return refused(HTTPStatus.GATEWAY_TIMEOUT, f"this took longer than {seconds:g} seconds; try again")
    return refused(HTTPStatus.REQUEST_TIMEOUT, f"the body did not arrive within {seconds:g} seconds; send it again")
