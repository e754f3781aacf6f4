"""Pages that ask for themselves again while a batch is read: nobody looks anew, and nobody need be at the screen."""

from __future__ import annotations

from starlette.requests import Request

LIVE = "live"
"""The id of what asks, by which htmx tells the server."""

AGAIN = "again"
"""The parameter by which a page asks without scripts."""


def is_poll(request: Request) -> bool:
    """Whether a page asks by itself."""
    return is_part(request) or request.query_params.get(AGAIN) == "1"


def is_part(request: Request) -> bool:
    """Whether what comes back takes the place of a part of the page alone: another page would not fit there."""
    return request.headers.get("hx-trigger") == LIVE
