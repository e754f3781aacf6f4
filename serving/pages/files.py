"""The files that pages are made with, for browsers."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from serving.pages import static
from serving.problem import refused


async def static_file(request: Request) -> Response:
    """One of them; nobody is asked who they are."""
    answer = static.file(request.path_params["name"])
    if answer is None:
        raise refused(HTTPStatus.NOT_FOUND, "there is no such file")
    return answer


ROUTES = (("GET", "/static/{name}", static_file),)
