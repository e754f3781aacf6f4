"""A whole report as one HTML file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from training.page.templates import environment


class Section:
    """A heading and what stands under it: plain strings become paragraphs, the rest comes from this package."""

    def __init__(self, title: str, *parts: str | Markup) -> None:
        """Put a section together; parts that are empty are left out."""
        self.title = title
        self.parts = [part if isinstance(part, Markup) else Markup("<p>{}</p>").format(part) for part in parts if part]

    @property
    def anchor(self) -> str:
        """Its place in the page's address: the title in small letters."""
        return re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")


def page(
    title: str,
    sections: Sequence[Section],
    *,
    lead: str | Markup = "",
    measured: Mapping[str, object],
) -> str:
    """A report.

    Args:
        title: what it is; also the window's.
        sections: in order; with four or more, a list of them stands on top.
        lead: what came of it: a sentence, or :func:`training.page.status` and the like.
        measured: what was measured, and when: name and value, such as ``{"answers through": date(2026, 6, 30)}``.
    """
    return environment().get_template("page.html").render(title=title, sections=sections, lead=lead, measured=measured)
