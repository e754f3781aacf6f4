"""What one element of an 835 holds: money, a quantity, a day. Remembered, since the same few values repeat."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,9})?|\.\d{1,9})")

DAY = len("CCYYMMDD")


class UnreadableError(ValueError):
    """An element that does not hold what it should; carries the place and the forms, never the value."""

    def __init__(self, segment: int, element: str, found: str, expected: str) -> None:
        super().__init__(f"{element} cannot be read")
        self.segment = segment
        self.element = element
        self.found = found
        self.expected = expected


def form(text: str) -> str:
    """The form of a value without the value: its length and kinds of characters, such as ``7 digits``."""
    if not text:
        return "nothing"
    kinds = [
        name
        for name, is_kind in (("digits", str.isdigit), ("letters", str.isalpha))
        if any(is_kind(character) for character in text)
    ]
    if not all(character.isalnum() for character in text):
        kinds.append("other signs")
    return f"{len(text)} {' and '.join(kinds) if len(kinds) == 1 else 'characters: ' + ', '.join(kinds)}"


@lru_cache(maxsize=100_000)
def number(text: str) -> Decimal | None:
    """A decimal number as X12 writes it (type R without exponent); ``None`` where it is none."""
    return Decimal(text) if NUMBER.fullmatch(text) else None


@lru_cache(maxsize=20_000)
def day(text: str) -> date | None:
    """A day as CCYYMMDD; ``None`` where it is none."""
    if len(text) != DAY or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
