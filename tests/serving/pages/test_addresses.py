"""Addresses that name nothing."""

from __future__ import annotations

import asyncio

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from serving.pages.answering import answering


def test_an_address_with_a_nul_character_is_not_there_and_no_database_is_asked() -> None:
    async def found(request: Request) -> Response:
        return PlainTextResponse(request.path_params["batch"])

    path = "/batches/{batch}"
    app = Starlette(routes=[Route(path, answering(path, found))])

    async def statuses() -> list[int]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
            return [(await client.get(f"/batches/{name}")).status_code for name in ("B1", "B%001", "%00")]

    assert asyncio.run(statuses()) == [200, 404, 404]
