"""The cookies: which session this is, what forms carry before there is one, and whether single keys do things."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

SESSION = "cleanclaim"
FORM = "cleanclaim-form"
KEYS = "cleanclaim-keys"
AWAY = "cleanclaim-away"
"""Says between us and the sign-in service which question its answer belongs to."""


def read(request: Request, name: str) -> str:
    """A cookie; empty where there is none."""
    return request.cookies.get(_named(request, name), "")


def write(request: Request, answer: Response, name: str, value: str, seconds: int | None = None) -> None:
    """Have the browser keep a cookie, out of reach of scripts, until it is closed or for so many seconds.

    Over TLS its name says that it is of this host alone (``__Host-``), and no unencrypted page can set it.
    """
    answer.set_cookie(
        _named(request, name),
        value,
        max_age=seconds,
        path="/",
        secure=_private(request),
        httponly=True,
        samesite="lax",
    )


def forget(request: Request, answer: Response, name: str) -> None:
    """Have the browser forget a cookie."""
    answer.delete_cookie(_named(request, name), path="/", secure=_private(request), httponly=True, samesite="lax")


def _private(request: Request) -> bool:
    return request.url.scheme == "https"


def _named(request: Request, name: str) -> str:
    return f"__Host-{name}" if _private(request) else name
