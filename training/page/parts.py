"""The parts of a report: tables, key figures, facts, lists, and whether there is something to look at."""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from training.page.templates import environment

NOTHING = "\N{EN DASH}"
"""What stands in a cell that has no value."""


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], caption: str) -> Markup:
    """A table. The first cell of a row names it; numbers stand to the right, rounded, ``None`` and NaN as a dash.

    Args:
        headers: of the columns.
        rows: of cells, each as long as the headers. Strings stand as they are: format what needs a form of its own.
        caption: what the table shows.
    """
    listed = [tuple(row) for row in rows]
    numeric = [any(_is_number(row[at]) for row in listed) for at in range(len(headers))]
    cells = [[shown(value) for value in row] for row in listed]
    text = (
        environment().get_template("table.html").render(headers=headers, rows=cells, numeric=numeric, caption=caption)
    )
    return Markup(text)  # noqa: S704  the template escapes


def tiles(pairs: Mapping[str, object]) -> Markup:
    """A few key figures, large: name and value."""
    return _pairs(pairs, "tiles")


def facts(pairs: Mapping[str, object]) -> Markup:
    """Names and values, small."""
    return _pairs(pairs, "facts")


def listing(items: Iterable[str | Markup]) -> Markup:
    """A list of sentences; empty where there are none."""
    inside = Markup("").join(Markup("<li>{}</li>").format(item) for item in items)
    return Markup('<ul class="listing">{}</ul>').format(inside) if inside else Markup("")


def status(word: str, says: str, *, look: bool) -> Markup:
    """Whether there is something to look at: a word, and a sentence. Told by words; colour only goes with them."""
    kind = "status look" if look else "status"
    return Markup('<p class="{}"><strong>{}.</strong> {}</p>').format(kind, word, says)


def shown(value: object) -> str | Markup:
    """A value as it stands in a cell: whole numbers with separators, others with three digits that count."""
    if isinstance(value, str):  # Markup too
        return value
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, numbers.Integral):
        return f"{int(value):,}"
    if isinstance(value, numbers.Real):
        return f"{float(value):,.3g}" if math.isfinite(value) else NOTHING
    return str(value)


def _is_number(value: object) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _pairs(pairs: Mapping[str, object], form: str) -> Markup:
    listed = [(name, shown(value)) for name, value in pairs.items()]
    return Markup(environment().get_template("tiles.html").render(pairs=listed, form=form))  # noqa: S704  escaped there
