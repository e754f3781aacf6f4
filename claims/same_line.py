"""Which line of a claim is which after the claim was changed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace

from claims.claim import ServiceLine


def paired(old: Sequence[ServiceLine], new: Sequence[ServiceLine]) -> list[int | None]:
    """For each new line the place of the old one that it was; ``None`` where it is a line more.

    Lines are told by their control numbers, then by what they hold, then by how much of it is the same where at least
    the number of the line or its service is.
    """
    found: list[int | None] = [None] * len(new)
    free = dict.fromkeys(range(len(old)))
    numbers, news = [line.control_number for line in old], [line.control_number for line in new]
    for at, number in enumerate(news):
        if number and numbers.count(number) == 1 and news.count(number) == 1:
            found[at] = numbers.index(number)
            free.pop(numbers.index(number))
    for at, line in enumerate(new):
        same = next((one for one in free if replace(old[one], number=line.number) == line), None)
        if found[at] is None and same is not None:
            found[at] = same
            free.pop(same)
    for at, line in enumerate(new):
        likely = max(free, key=partial(_alike, old, line, at), default=None)
        if found[at] is None and likely is not None and _alike(old, line, at, likely)[0]:
            found[at] = likely
            free.pop(likely)
    return found


def _alike(olds: Sequence[ServiceLine], new: ServiceLine, at: int, stood: int) -> tuple[int, int]:
    """How much is the same of a line and the one that stood there, and how near they are."""
    old = olds[stood]
    if (old.procedure, old.revenue_code) != (new.procedure, new.revenue_code) and old.number != new.number:
        return 0, 0
    return sum(getattr(old, name) == getattr(new, name) for name in ServiceLine.__struct_fields__), -abs(stood - at)
