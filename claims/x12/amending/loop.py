"""A claim taken apart into loops whose segments can be changed, and put together again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claims.x12.amending.guide import Order, letter_of
from claims.x12.amending.pen import Pen
from claims.x12.amending.refusal import CannotAmend

STANDS_IN = {
    "NM1": ("CLM", "SBR", "LX", "HL"),
    "SBR": ("CLM",),
    "LX": ("CLM",),
    "LIN": ("LX",),
    "SVD": ("LX",),
    "LQ": ("LX",),
}
"""Segments that open a loop, with what opens the loops in which they do."""

WITHIN = {"LIN": 0, "NM1": 1, "SBR": 2, "SVD": 2, "LQ": 3, "LX": 3}
"""The order of the loops within a loop, by what opens them."""

MISSING = 1_000


class Loop:
    """The segments of a loop in their order, then the loops within it."""

    __slots__ = ("inner", "opener", "order", "pen", "segments")

    def __init__(self, pen: Pen, opener: str, segments: list[str], order: Order) -> None:
        """Begin a loop.

        Args:
            pen: writes its segments.
            opener: the id of the segment that opens it.
            segments: its own.
            order: that of the guide; changes are put into it.
        """
        self.pen = pen
        self.opener = opener
        self.segments = segments
        self.order = order
        self.inner: list[Loop] = []

    @property
    def role(self) -> str:
        """Of whom a loop of a name speaks (NM101)."""
        return self.pen.qualifier(self.segments[0]) if self.opener == "NM1" else ""

    def flat(self) -> Iterator[str]:
        """All segments in the order of the file."""
        yield from self.segments
        for loop in self.inner:
            yield from loop.flat()

    def within(self, opener: str, role: str = "") -> list[Loop]:
        """The loops within, by what opens them and of whom they speak."""
        return [one for one in self.inner if one.opener == opener and role in ("", one.role)]

    def find(self, tag: str, qualifier: str = "") -> list[int]:
        """Which of the segments have this id and this qualifier."""
        pen = self.pen
        return [
            at
            for at, segment in enumerate(self.segments)
            if pen.tag(segment) == tag and qualifier in ("", pen.qualifier(segment))
        ]

    def insert(self, segment: str, field: str) -> None:
        """Put a segment where the guide has it.

        Raises:
            CannotAmend: the guide has none of its kind in this loop.
        """
        tag, qualifier = self.pen.tag(segment), self.pen.qualifier(segment)
        if tag not in self.order or (self.order[tag] and qualifier not in self.order[tag]):
            raise CannotAmend(field, f"the guide of {self.pen.kind} claims has no place for it here")
        rank = self._rank(segment)
        behind = [at for at, one in enumerate(self.segments) if self._rank(one) <= rank]
        self.segments.insert(max(behind, default=0) + 1, segment)

    def put(self, segment: str, field: str, found: Sequence[int]) -> None:
        """Put a segment in the place of the last of those that were found, else where the guide has it."""
        if found:
            self.segments[found[-1]] = segment
        else:
            self.insert(segment, field)

    def remove(self, found: Sequence[int]) -> None:
        """Take segments out."""
        for at in sorted(found, reverse=True):
            del self.segments[at]

    def add(self, loop: Loop) -> None:
        """Put a loop among those within, where the guide has it."""
        place = self._place(loop)
        behind = [at for at, one in enumerate(self.inner, 1) if self._place(one) <= place]
        self.inner.insert(max(behind, default=0), loop)

    def _place(self, inner: Loop) -> tuple[int, str]:
        """The place of a loop within this one, by the guide."""
        letter = letter_of(self.opener, self.pen.kind, inner.role) if inner.opener == "NM1" else ""
        return WITHIN[inner.opener], letter

    def _rank(self, segment: str) -> tuple[int, int]:
        """The place of a segment by the guide; an unknown one stands before all others."""
        tags = list(self.order)
        tag = self.pen.tag(segment)
        if tag not in tags:
            return -1, 0
        known, qualifier = self.order[tag], self.pen.qualifier(segment)
        return tags.index(tag), known.index(qualifier) if qualifier in known else MISSING


def taken_apart(pen: Pen, segments: Sequence[str], orders: dict[str, Order]) -> Loop:
    """The loop of these segments with the loops within it.

    Args:
        pen: writes as the file is written.
        segments: from the one that opens the loop.
        orders: of the guide, by what opens a loop.
    """
    root = Loop(pen, pen.tag(segments[0]), [segments[0]], orders[pen.tag(segments[0])])
    path = [root]
    for segment in segments[1:]:
        tag = pen.tag(segment)
        outer = STANDS_IN.get(tag)
        if outer is None or not any(loop.opener in outer for loop in path):
            path[-1].segments.append(segment)
            continue
        while path[-1].opener not in outer:
            path.pop()
        loop = Loop(pen, tag, [segment], orders.get(tag, {}))
        path[-1].inner.append(loop)
        path.append(loop)
    return root
