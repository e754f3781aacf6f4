"""The interface itself: its description, and a page for people."""

from __future__ import annotations

from functools import cache

from serving.api.call import Call
from serving.api.openapi import Document, document
from serving.api.page import page
from serving.api.reply import Reply, encode
from serving.api.route import Route
from serving.api.schema import curl


def routes(others: tuple[Route, ...]) -> tuple[Route, ...]:
    """The routes that describe others, and themselves."""

    @cache
    def described() -> Document:
        return document((*others, *these))

    @cache
    def as_bytes() -> bytes:
        return encode(described())

    @cache
    def as_page() -> bytes:
        return page(described()).encode()

    async def openapi(call: Call) -> Reply:  # noqa: ARG001  every route takes its call
        """This interface, in OpenAPI 3.1."""
        return Reply(as_bytes())

    async def docs(call: Call) -> Reply:  # noqa: ARG001  as above
        """This interface as a page: no script, nothing from elsewhere."""
        return Reply(as_page(), media_type="text/html; charset=utf-8", headers=PAGE_HEADERS)

    these = (
        Route(
            "GET",
            "/openapi.json",
            openapi,
            "This description",
            None,
            gives={"application/json": {"type": "object"}},
            examples=(curl("/openapi.json"),),
        ),
        Route("GET", "/docs", docs, "This description as a page", None, gives={"text/html": {"type": "string"}}),
    )
    return these


PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}
