"""The files that pages are made with: stylesheet, scripts, icons. Their addresses change when their content does."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files

from starlette.responses import Response

from serving.pages.headers import EVERYWHERE, FOR_A_YEAR

KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
"""Their media types; a file of another kind is not served."""


@cache
def address(name: str) -> str:
    """Where a file is found."""
    return f"/static/{name}?v={sha256(_content(name)).hexdigest()[:12]}"


def file(name: str) -> Response | None:
    """The answer that carries a file; ``None`` where there is none of that name."""
    kind = KINDS.get(name.rpartition(".")[2])
    if kind is None or not name.replace(".", "").replace("-", "").isalnum():
        return None
    try:
        return Response(_content(name), media_type=kind, headers={**EVERYWHERE, **FOR_A_YEAR})
    except FileNotFoundError:
        return None


@cache
def _content(name: str) -> bytes:
    return files("serving.pages.static").joinpath(name).read_bytes()
