"""The door between the API and the pages: which paths are pages, and how the first call loads them.

Neither Jinja2 nor any page is imported before: a server that nobody looks at starts as fast, and stays as small, as one
without pages.
"""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from serving.api.service import Service

AREAS = frozenset({"", "batches", "views", "static", "sign-in", "sign-out", "help", "overview", "rules", "model"})
"""The first words of the paths that are pages; the API has none of them."""


class Door:
    """The pages of a service, loaded at their first call. Belongs to one event loop."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._pages: ASGIApp | None = None
        self._one_loads = asyncio.Lock()

    def leads(self, path: str) -> bool:
        """Whether a path is that of a page."""
        return path[1:].partition("/")[0] in AREAS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a call of a page."""
        if self._pages is None:
            async with self._one_loads:
                if self._pages is None:
                    self._pages = await asyncio.to_thread(_loaded, self._service)
        await self._pages(scope, receive, send)


def _loaded(service: Service) -> ASGIApp:
    from serving.pages.app import pages  # noqa: PLC0415  what this module is for

    return pages(service)
