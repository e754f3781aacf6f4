"""What a passage holds, segment by segment: what is missing, repeated, or in a wrong place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rules.guide.complaint import Complaint
from rules.guide.table import Guide, Loop, Use

STRAY = "?"
"""The mark of a segment for which the guide has no use where it stands."""


class Open:
    """A loop that has begun: what has stood in it so far."""

    __slots__ = ("at", "inner", "inner_rank", "loop", "rank", "uses")

    def __init__(self, loop: Loop, at: int) -> None:
        self.loop = loop
        self.at = at
        self.uses: Counter[str] = Counter()
        self.inner: Counter[str] = Counter()
        self.rank = 0
        self.inner_rank = ""


def look(guide: Guide, root: str, marks: str) -> Iterator[Complaint]:
    """What is wrong with the order and number of segments in a passage.

    Args:
        guide: whose.
        root: the loop in which the passage begins.
        marks: one for each segment.
    """
    stack = [Open(guide.loops[root], 0)]
    for at, mark in enumerate(marks):
        if mark == STRAY:
            continue
        use = guide.uses[mark]
        if use.opens and use.loop != root:
            while stack[-1].loop.id != guide.loops[use.loop].within:
                yield from _closed(guide, stack.pop())
            yield from _entered(stack[-1], guide.loops[use.loop], use, at)
            stack.append(Open(guide.loops[use.loop], at))
        yield from _counted(stack[-1], use, at)
    while stack:
        yield from _closed(guide, stack.pop())


def _entered(around: Open, loop: Loop, use: Use, at: int) -> Iterator[Complaint]:
    around.inner[loop.id] += 1
    facts = {"name": loop.name, "most": loop.most}
    if around.inner[loop.id] == loop.most + 1:
        yield Complaint("segments", "loop_repeated", loop.id, use.tag, "", facts, at)
    if loop.rank < around.inner_rank:
        yield Complaint("segments", "order", loop.id, use.tag, "", facts, at)
    around.inner_rank = max(around.inner_rank, loop.rank)


def _counted(inside: Open, use: Use, at: int) -> Iterator[Complaint]:
    inside.uses[use.mark] += 1
    facts = {"name": use.name, "most": use.most}
    if inside.uses[use.mark] == use.most + 1:
        yield Complaint("segments", "repeated", use.loop, use.tag, "", facts, at)
    if use.rank < inside.rank:
        yield Complaint("segments", "order", use.loop, use.tag, "", facts, at)
    inside.rank = max(inside.rank, use.rank)


def _closed(guide: Guide, inside: Open) -> Iterator[Complaint]:
    loop = inside.loop
    for use in loop.uses:
        if use.usage == "R" and not inside.uses[use.mark]:
            yield Complaint("segments", "missing", loop.id, use.tag, "", {"name": use.name}, inside.at)
    for name in loop.inner:
        inner = guide.loops[name]
        if inner.usage == "R" and not inside.inner[name]:
            facts = {"name": inner.name}
            yield Complaint("segments", "loop_missing", name, inner.uses[0].tag, "", facts, inside.at)
