"""The model card as a page: the same words as in Markdown, with the plots where they belong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from markupsafe import Markup

from training.page import Section, figure, page
from training.tracking.card import card
from training.trained import Trained

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PLOTS = {
    "How good it is": ("calibration", "precision_recall", "shap_summary", "learning_curve"),
    "For whom it is good": ("payers",),
    "What a look is worth": ("dollars_caught",),
}
"""Under which heading of the card a plot stands."""
HEADING = re.compile(r"^##? (.+)$", re.MULTILINE)
TABLE = Markup('<div class="wide" role="region" aria-label="table" tabindex="0">\n<table>')
"""Tables that are wider than a narrow window scroll in it."""


def card_page(trained: Trained, drawn: Mapping[str, Figure]) -> str:
    """The model card in HTML, with those of its plots that were drawn."""
    _, title, lead, *rest = HEADING.split(card(trained))
    sections = [
        Section(heading, _html(text), *(figure(drawn[name]) for name in PLOTS.get(heading, ()) if name in drawn))
        for heading, text in zip(rest[::2], rest[1::2], strict=True)
    ]
    through = {"claims and answers through": trained.files.through, "held-out claims": len(trained.held_out.odds)}
    return page(title, sections, lead=_html(lead), measured=through)


def _html(markdown: str) -> Markup:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - not needed to train

    made = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)
    return Markup(made.replace("<table>", TABLE).replace("</table>", "</table>\n</div>"))  # noqa: S704  it escapes
