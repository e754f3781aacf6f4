"""Whether a form was sent by one of our own pages: another site may send one, but cannot read what ours carry."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.requests import Request

from serving.access.loopback import only_here
from serving.problem import refused

OURS = {"same-origin", "none"}
"""Values of Sec-Fetch-Site (W3C Fetch Metadata) that a form of ours has."""


def look(request: Request) -> None:
    """See that the browser does not say that a form comes from elsewhere.

    Raises:
        Refused: 403, it does.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    foreign = site not in OURS if site else bool(origin) and urlsplit(origin or "").netloc != request.headers["host"]
    if foreign:
        raise refused(HTTPStatus.FORBIDDEN, "this form was sent by another site; open the page here and send it again")


def check(token: str, sent: str) -> None:
    """See that a form carries what ours carry.

    Raises:
        Refused: 403, it does not.
    """
    if not token or not secrets.compare_digest(token.encode(), sent.encode()):
        detail = (
            "this form is no longer good: sign-in was renewed since it was shown; load the page again and repeat it"
        )
        raise refused(HTTPStatus.FORBIDDEN, detail)


def host(request: Request) -> None:
    """See that a server that asks nobody who he is is called by its own name.

    A page elsewhere may give its own name this machine's address (DNS rebinding), and would then be one of ours to the
    browser.

    Raises:
        Refused: 421, it is called otherwise.
    """
    name = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    try:
        ours = name == "localhost" or ((name[:1].isdigit() or ":" in name) and only_here(name))
    except OSError:
        ours = False
    if not ours:
        detail = "open this page as http://localhost or http://127.0.0.1, or make a key so that callers sign in"
        raise refused(HTTPStatus.MISDIRECTED_REQUEST, detail)
