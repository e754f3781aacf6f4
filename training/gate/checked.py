"""What a check of the gate gives: whether it passed, the figures that it went by, and words."""

from __future__ import annotations

from msgspec import Struct


class Figure(Struct, frozen=True, omit_defaults=True):
    """A number that a check went by."""

    name: str
    value: float
    low: float | None = None
    """Of the interval in which it lies nine times in ten, if the words say nothing else: it lies above with 95 %."""
    high: float | None = None


class Checked(Struct, frozen=True):
    """One check."""

    name: str
    passed: bool
    figures: tuple[Figure, ...]
    words: str
    """What was found; where it did not pass, why the challenger is refused."""
