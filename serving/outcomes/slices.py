"""Some at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def slices(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of some length; the last may be shorter."""
    waiting = iter(items)
    while found := list(islice(waiting, size)):
        yield found
