"""The help page: what is what, and the keys."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from serving.pages import rendering
from serving.pages.posted import posted
from serving.pages.signin import cookies
from serving.pages.signin.visitor import sender, visit_of

YEAR = 365 * 24 * 3600

KEYS = (
    ("j or ↓", "next claim of the list; on a claim, the next field with a fault, reason or suggestion"),
    ("k or ↑", "the one before"),
    ("Enter", "open the claim; in a field, save and check again"),
    ("Alt+N", "the next field with a fault, also while typing"),
    ("n", "next claim, in the order of the list from which it was opened"),
    ("p", "previous claim"),
    ("l", "back to the list"),
    ("a", "accept: the first suggestion that is left"),
    ("e", "edit: the first field with a fault, else the first field"),
    ("r", "check again"),
    ("u", "take the last change back"),
    ("w", "send anyway: write the reason"),
    ("x", "tick the claim of the list"),
    ("/", "filter the list"),
    ("s", "the ready file"),
    ("Esc", "leave a field, so that keys do things again"),
    ("?", "this page"),
)
"""Keys, and what they do; ``static/page.js`` does it."""


async def show(request: Request) -> Response:
    """The page."""
    return rendering.page("help.html", await visit_of(request), keys=KEYS)


async def switch(request: Request) -> Response:
    """Turn single keys on or off for this browser."""
    form = await posted(request, await sender(request))
    answer = rendering.elsewhere("/help")
    cookies.write(request, answer, cookies.KEYS, "off" if form.get("keys") == "off" else "on", YEAR)
    return answer


ROUTES = (("GET", "/help", show), ("POST", "/help", switch))
