"""One segment of an answer with its number in the file, and how its elements are asked for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from claims.x12 import values


class UnreadableError(ValueError):
    """An element that does not hold what it should; carries the place and the forms, never the value."""

    def __init__(self, segment: int, element: str, found: str, expected: str) -> None:
        super().__init__(f"{element} cannot be read")
        self.segment = segment
        self.element = element
        self.found = found
        self.expected = expected


class Segment:
    """One segment: ``elements[0]`` is its name, ``elements[1]`` its first element."""

    __slots__ = ("elements", "number")

    def __init__(self, number: int, elements: list[str]) -> None:
        self.number = number
        self.elements = elements

    def at(self, position: int) -> str:
        """The element at a position, counted from 1; ``""`` where the segment ends before it."""
        elements = self.elements
        return elements[position].strip() if position < len(elements) else ""

    def money(self, position: int) -> Decimal:
        """Dollars that must be there. Raises UnreadableError."""
        text = self.at(position)
        amount = values.amount(text)
        if amount is None:
            raise self.wrong(position, text, "an amount in dollars such as 123.45")
        return amount

    def amount(self, position: int) -> Decimal | None:
        """A number that may be absent. Raises UnreadableError for one that cannot be read."""
        text = self.at(position)
        if not text:
            return None
        amount = values.amount(text)
        if amount is None:
            raise self.wrong(position, text, "a number such as 1.5")
        return amount

    def day(self, position: int) -> date | None:
        """A day that may be absent. Raises UnreadableError for one that cannot be read."""
        text = self.at(position)
        if not text:
            return None
        found = values.day(text)
        if found is None:
            raise self.wrong(position, text, "a day as CCYYMMDD")
        return found

    def code(self, position: int) -> str:
        """A code that must be there. Raises UnreadableError."""
        text = self.at(position)
        if not text:
            raise self.wrong(position, text, "a code")
        return text

    def wrong(self, position: int, text: str, expected: str) -> UnreadableError:
        """The error for an element that does not hold what it should."""
        return UnreadableError(self.number, f"{self.elements[0]}{position:02d}", values.form(text), expected)
