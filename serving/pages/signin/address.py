"""The address of the sign-in page, which remembers where somebody wanted to go."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from starlette.requests import Request

PATH = "/sign-in"


def sign_in(request: Request) -> str:
    """Where to sign in, and to come back from: to the page that was asked for, or from which a form was sent."""
    query = f"?{request.url.query}" if request.url.query else ""
    back = within(f"{request.url.path}{query}")
    return PATH if back == "/" else f"{PATH}?back={quote(back, safe='')}"


def within(said: str) -> str:
    """A path of these pages; that of the first one where something else was said."""
    parts = urlsplit(said)
    elsewhere = parts.scheme or parts.netloc or not said.startswith("/") or said.startswith(("//", "/\\"))
    return "/" if elsewhere or "\\" in said or not said.isprintable() else said
