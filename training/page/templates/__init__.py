"""The templates and the style sheet. Everything that is put into one is escaped; a name that is missing is an error."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


@cache
def environment() -> Environment:
    """The templates of this package."""
    loader = PackageLoader("training.page", "templates")
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["css"] = Markup(loader.get_source(made, "page.css")[0])  # noqa: S704  the package's own file
    return made
