"""A matplotlib figure as inline SVG that follows the page's colours; the same figure gives the same text."""

from __future__ import annotations

import hashlib
import io
import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from training.page.style import LOOK, NAMES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

AS_TEXT: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "cleanclaim"}
"""Text stays text: it is small, it can be searched, and it has the page's font."""
COLOUR = re.compile("|".join(NAMES))
FONT, GENERAL = re.compile(r"font-family: [^;\"]+"), re.compile(r"<style.*?</style>", re.DOTALL)
"""What matplotlib says of fonts and of all elements; the page's style sheet says it."""
ID, USED = re.compile(r' id="([^"]+)"'), re.compile(r"#([\w.-]+)(?=[\")])")


def figure(drawn: Figure, caption: str = "") -> Markup:
    """A figure for a report, with a caption below; its own title is what a screen reader says."""
    import matplotlib as mpl  # noqa: PLC0415 - slow to import

    target = io.StringIO()
    for legend in (at.get_legend() for at in drawn.axes):
        if legend is not None:
            legend.set_frame_on(False)
    with mpl.rc_context(LOOK | AS_TEXT):
        undated = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        drawn.savefig(target, format="svg", transparent=True, metadata=undated)
    svg = target.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = COLOUR.sub(lambda found: f"var(--{NAMES[found[0]]})", svg)
    svg = GENERAL.sub("", FONT.sub("font-family: inherit", svg))
    opening = Markup('<svg role="img" aria-label="{}"').format(_title(drawn))
    body = Markup(svg.replace("<svg", str(opening), 1))  # noqa: S704  matplotlib escapes its texts
    told = Markup("<figcaption>{}</figcaption>").format(caption) if caption else Markup("")
    return Markup("<figure>{}{}</figure>").format(_with_own_ids(body), told)


def _title(drawn: Figure) -> str:
    """What the figure shows, as its titles say."""
    titles = [drawn.get_suptitle(), *(at.get_title(loc) for at in drawn.axes for loc in ("left", "center"))]
    return "; ".join(dict.fromkeys(title for title in titles if title))


def _with_own_ids(svg: Markup) -> Markup:
    """No id that nothing refers to, and none that another drawing of the same page has too."""
    own = hashlib.sha256(svg.encode()).hexdigest()[:8]
    used = set(USED.findall(svg))
    text = ID.sub(lambda found: f' id="{own}-{found[1]}"' if found[1] in used else "", svg)
    return Markup(USED.sub(lambda found: f"#{own}-{found[1]}" if found[1] in used else found[0], text))  # noqa: S704
