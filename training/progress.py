"""Progress bars, on a terminal's standard error and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def track(items: Iterable[Item], what: str, total: int | None = None) -> Iterator[Item]:
    """Hand on the items, and show how far they have come when someone is looking."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console  # noqa: PLC0415 - not needed where nobody looks
    from rich.progress import track as bar  # noqa: PLC0415

    yield from bar(items, what, total, console=Console(stderr=True), transient=True)
