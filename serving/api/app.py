"""The HTTP application: routes around a service."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.routing import Route as Path
from starlette.routing import Router, compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from serving.api import batches, described, health, in_force, jobs, records, scoring, sent
from serving.api.logs import Log
from serving.api.reply import as_problem
from serving.api.route import Endpoint, Route
from serving.api.service import Service
from serving.api.tracing import Tracing
from serving.api.watch import Watch
from serving.pages.door import Door
from serving.problem import Problem, Refused

ROUTES: tuple[Route, ...] = (
    *scoring.ROUTES,
    *batches.ROUTES,
    *jobs.ROUTES,
    *sent.ROUTES,
    *records.ROUTES,
    *in_force.ROUTES,
    *health.ROUTES,
)

NOT_ALLOWED = HTTPStatus.METHOD_NOT_ALLOWED

Lifespan = Callable[[object], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def _nothing(app: object) -> AsyncIterator[None]:  # noqa: ARG001  as Starlette calls it
    yield


def create(
    service: Service, log: Log | None = None, tracing: Tracing | None = None, lifespan: Lifespan = _nothing
) -> ASGIApp:
    """The application around a service.

    Args:
        service: all that the routes need.
        log: where requests are noted; by itself, on standard error.
        tracing: where spans go, if anywhere.
        lifespan: what runs beside the requests, from before the first until after the last.
    """
    routes = (*ROUTES, *described.routes(ROUTES))
    return Watch(Application(routes, service, lifespan), log or Log(), service.metrics, tracing)


class Application:
    """Finds the route of a call: in a table where its path has no parameters, a page by a word, all others by a router.

    FastAPI, which frames the pages, takes 31 to 48 µs from a call to a function, which is much of a score; the table
    takes two. And it takes 14 MB and 0.2 s, so that it is imported with the first page.
    """

    def __init__(self, routes: tuple[Route, ...], service: Service, lifespan: Lifespan) -> None:
        endpoints = [Endpoint(route, service) for route in routes]
        self._plain = {(one.route.method, one.route.path): one for one in endpoints if "{" not in one.route.path}
        self._known = [(compile_path(one.route.path)[0], one.route.method) for one in endpoints]
        self._door = Door(service)
        paths = [Path(one.route.path, one, methods=[one.route.method]) for one in endpoints]
        self._others = Router(paths, redirect_slashes=False, lifespan=lifespan)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a call."""
        if scope["type"] == "http" and (endpoint := self._plain.get((scope["method"], scope["path"]))):
            await endpoint(scope, receive, send)
            return
        if scope["type"] == "http" and self._door.leads(scope["path"]):
            await self._door(scope, receive, send)
            return
        scope["app"] = self._others  # so that its router raises where it finds nothing, and we answer
        try:
            await self._others(scope, receive, send)
        except HTTPException as error:
            problem = Problem(HTTPStatus(error.status_code).phrase, error.status_code, "see /openapi.json")
            headers = {"Allow": self._allowed(scope["path"])} if error.status_code == NOT_ALLOWED else error.headers
            await as_problem(Refused(problem, headers)).send(send)

    def _allowed(self, path: str) -> str:
        """All methods of a path; the router knows those of one route of it."""
        methods = {method for pattern, method in self._known if pattern.match(path)}
        return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
