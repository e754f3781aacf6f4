"""One look for all drawings: axes with a title that says what is seen, two colours, no grid.

The colours are those of a light page. :func:`training.page.figure` exchanges them for the page's own, so that a drawing
follows light and dark; as a picture (PNG, in MLflow) they stand as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, QUIET, LINE, PAPER = "#1a1f26", "#55606d", "#d3d8df", "#ffffff"
"""Text; labels and what stands beside; lines of reference; what lies on a filled ground."""
ONE, TWO = "#0b57a4", "#b4560b"
"""The first and the second thing that is shown. A third is a second drawing."""
BAD = "#b3261e"
"""What needs a look."""

NAMES = {INK: "ink", QUIET: "quiet", LINE: "line", PAPER: "paper", "#000000": "ink", ONE: "one", TWO: "two", BAD: "bad"}
"""What the style sheet calls each."""

LOOK: dict[Any, Any] = {
    "axes.edgecolor": LINE,
    "axes.facecolor": "none",
    "axes.grid": False,
    "axes.labelcolor": QUIET,
    "axes.labelsize": 9.5,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "figure.facecolor": "none",
    "font.size": 9.5,
    "lines.linewidth": 1.8,
    "savefig.facecolor": PAPER,
    "text.color": INK,
    "xtick.color": LINE,
    "xtick.labelcolor": QUIET,
    "ytick.color": LINE,
    "ytick.labelcolor": QUIET,
}
"""Of matplotlib's settings, those that differ from its own."""


def axes(title: str, x: str = "", y: str = "", *, width: float = 8.4, height: float = 3.2) -> tuple[Figure, Axes]:
    """A drawing with one pair of axes.

    Args:
        title: what is seen, as a sentence without its full stop; also what a screen reader says.
        x: what runs to the right, with its unit.
        y: what runs upwards.
        width: in inches.
        height: in inches.
    """
    figure, (at,) = panels(1, title=title, width=width, height=height)
    at.set(xlabel=x, ylabel=y)
    return figure, at


def panels(
    count: int, *, title: str = "", width: float = 8.4, height: float = 3.2, across: int = 0
) -> tuple[Figure, list[Axes]]:
    """A drawing with several axes: ``across`` in a row, else all; with one alone, the title is its own."""
    import matplotlib as mpl  # noqa: PLC0415 - slow to import
    from matplotlib.figure import Figure  # noqa: PLC0415

    with mpl.rc_context(LOOK):
        figure = Figure(figsize=(width, height), layout="constrained")
        across = across or count
        every = figure.subplots(-(-count // across), across, squeeze=False).flatten().tolist()
        made = every[:count]
        for spare in every[count:]:
            spare.set_axis_off()
        if title and count == 1:
            made[0].set_title(title)
        elif title:
            figure.suptitle(title, x=0.0, ha="left", fontsize=11, fontweight="bold")
        for at in made:
            at.set_prop_cycle(color=[ONE, TWO])
    return figure, made
