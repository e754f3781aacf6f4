"""Tables and figures in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from training.tracking.figures import OTHERS, as_name

OF_A_GROUP = {
    "claims": "claims",
    "denied": "refused",
    "promised": "promised",
    "gain": "saved of the base rate's loss",
    "auroc": "AUROC",
}
"""Figures of a group, and what their columns are called."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of a table, numbers to the right, and an empty one after it."""
    yield row(head)
    yield "|---" + "|---:" * (len(head) - 1) + "|"
    yield from (row(cells) for cells in rows)
    yield ""


def row(cells: Iterable[str]) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |"


def group_table(what: str, found: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """A table of figures by group."""
    rows = [
        (name if name == OTHERS else f"`{as_name(name)}`", *(figure(at, one) for at in OF_A_GROUP))
        for name, one in found.items()
    ]
    yield from table((what, *OF_A_GROUP.values()), rows)


def figure(name: str, of: Mapping[str, float]) -> str:
    """A figure as it is read; empty where it could not be measured."""
    value = of.get(name)
    if value is None:
        return ""
    if name == "claims":
        return f"{value:,.0f}"
    return f"{value:.1%}" if name in {"denied", "promised", "gain"} else f"{value:.3f}"
