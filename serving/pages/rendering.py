"""Templates into pages. Everything that is put into a template is escaped; a name that is missing is an error."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from serving.pages import static, words
from serving.pages.headers import EVERYWHERE, NOT_KEPT
from serving.pages.visit import Visit


@cache
def environment() -> Environment:
    """The templates of this package."""
    made = Environment(
        loader=PackageLoader("serving.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(words.FILTERS)
    made.globals["asset"] = static.address
    return made


def page(
    template: str,
    visit: Visit,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **content: Any,
) -> Response:
    """A page.

    Args:
        template: its file.
        visit: who looks.
        status: of the answer.
        headers: that it carries beside those of every page.
        content: what the template is given.
    """
    text = environment().get_template(template).render(visit=visit, **content)
    return HTMLResponse(text, status, {**EVERYWHERE, **NOT_KEPT, **(headers or {})})


def elsewhere(path: str) -> Response:
    """Send the browser to another page, to be fetched with GET."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, {**EVERYWHERE, **NOT_KEPT})
