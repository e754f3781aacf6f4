"""Writing elements and segments with the delimiters of a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from claims.claim import ClaimType
from claims.x12.amending.refusal import CannotAmend
from claims.x12.interchange import Delimiters

Value = str | int | Decimal | date | None


class Pen:
    """Writes as the file at hand is written: its delimiters, its guide."""

    __slots__ = ("kind", "marks")

    def __init__(self, marks: Delimiters, kind: ClaimType) -> None:
        """Take up the pen.

        Args:
            marks: the delimiters of the interchange.
            kind: which guide the transaction follows.
        """
        self.marks = marks
        self.kind = kind

    def text(self, value: Value, field: str) -> str:
        """A value as an element has it; text beyond ASCII as UTF-8, one character a byte, as the reader takes it.

        Raises:
            CannotAmend: the text holds a character that delimits, or one that does not print.
        """
        if value is None:
            return ""
        if isinstance(value, date):
            return value.isoformat().replace("-", "")
        if isinstance(value, Decimal):
            return f"{value:f}"
        text = str(value)
        if any(mark and mark in text for mark in self.marks):
            raise CannotAmend(field, "it holds a character that delimits elements or segments in this file")
        if not text.isprintable():
            raise CannotAmend(field, "it holds a character that does not print")
        return text if text.isascii() else text.encode().decode("latin-1")

    def split(self, segment: str) -> list[str]:
        """The elements of a segment, from its id."""
        return segment.split(self.marks.element)

    def parts(self, element: str) -> list[str]:
        """The components of an element."""
        return element.split(self.marks.component)

    def segment(self, *elements: str) -> str:
        """A segment of these elements; empty ones at its end are left out."""
        return self.marks.element.join(elements).rstrip(self.marks.element)

    def composite(self, *parts: str) -> str:
        """An element of these components; empty ones at its end are left out."""
        return self.marks.component.join(parts).rstrip(self.marks.component)

    def changed(self, segment: str, elements: Mapping[int, str]) -> str:
        """A segment with other elements at some positions, counted from 1."""
        return self.segment(*_set(self.split(segment), elements))

    def recomposed(self, element: str, parts: Mapping[int, str]) -> str:
        """An element with other components at some positions, counted from 1."""
        return self.composite(*_set(["", *self.parts(element)], parts)[1:])

    def at(self, segment: str, position: int) -> str:
        """An element by its position, counted from 1; ``""`` where the segment ends before it."""
        elements = self.split(segment)
        return elements[position] if position < len(elements) else ""

    def tag(self, segment: str) -> str:
        """The id of a segment, as the reader takes it."""
        return segment.partition(self.marks.element)[0].strip().upper()

    def qualifier(self, segment: str) -> str:
        """What says of which kind a segment is: the first component of its first element."""
        return self.parts(self.at(segment, 1))[0].strip().upper()


def _set(texts: list[str], changes: Mapping[int, str]) -> list[str]:
    texts += [""] * (max(changes, default=0) + 1 - len(texts))
    for at, text in changes.items():
        texts[at] = text
    return texts
