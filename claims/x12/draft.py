"""A loop in the making: what its segments have said so far, and the walk that hands them over one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from claims.nul import EXPECTED, SAID, SUBSTITUTE
from claims.x12 import values
from claims.x12.interchange import Delimiters

Elements = list[str]
Handler = Callable[["Draft", Elements], None]
Table = Mapping[str, tuple[int, Handler]]
"""For each segment id of a loop: how many elements it may have, and what takes them."""
Fields = dict[str, Any]

MISSING = ("",) * 21
PILLARS = frozenset(["", "HL", "SBR", "PAT", "CLM", "CL1", "HI", "OI", "LX", "SV1", "SV2", "SV3", "SVD", "BHT"])
"""Segments that carry a claim's build: one in a wrong place shows that something before it was lost."""

MAX_TEXT = 1_000
"""Characters that an element may have; the guides allow 264 at most."""


class Untrusted(Exception):  # noqa: N818 - it is an answer, no error of the program
    """What was read makes no claim that can be relied on; its text says why."""

    def __init__(self, message: str, element: str = "", found: str = "", expected: str = "") -> None:
        super().__init__(message)
        self.element = element
        self.found = found
        self.expected = expected


class Flaw(NamedTuple):
    """A field that could not be read: which segment of the passage, which element, and why."""

    at: int
    element: str
    message: str
    found: str
    expected: str
    loses: str


class Draft:
    """What a passage of segments has said so far.

    ``fields`` are those of the loop that the passage is about; ``inner`` are those of the loop within it that is open.
    The values become structs when the passage has been read.
    """

    __slots__ = ("at", "component", "element", "fields", "flaws", "inner", "kind", "line", "lines", "others", "table")

    def __init__(self, delimiters: Delimiters, kind: str) -> None:
        self.element = delimiters.element
        self.component = delimiters.component
        self.table: Table = {}
        self.kind = kind
        self.at = 0
        self.fields: Fields = {}
        self.inner: Fields = {}
        self.line: Fields = {}
        self.lines: list[Fields] = []
        self.others: list[Fields] = []
        self.flaws: list[Flaw] = []

    def walk(self, segments: Sequence[str]) -> None:
        """Hand each segment to what the open loop has for it.

        Raises:
            Untrusted: a segment stands where it cannot, so that the passage is not what it seems. ``at`` is its place.
        """
        separator = self.element
        for self.at, segment in enumerate(segments):
            elements = segment.split(separator)
            if SUBSTITUTE in segment:
                self.flaw(label(elements), SAID, expected=EXPECTED)
            entry = self.table.get(elements[0])
            if entry is None:
                self._stranger(segment, elements)
                continue
            if len(elements) > entry[0]:
                _not_too_many(elements, entry[0])
            if len(segment) > MAX_TEXT:
                self._shorten(elements)
            elements += MISSING
            entry[1](self, elements)

    def flaw(self, element: str, message: str, found: str = "", expected: str = "", loses: str = "field") -> None:
        """Note a field that cannot be read: the claim is read without it."""
        self.flaws.append(Flaw(self.at, element, message, found, expected, loses))

    def day(self, text: str, element: str) -> date | None:
        """A date, or a noted flaw where something else stands."""
        found = values.day(text)
        if found is None and text:
            self.flaw(element, "this is no date", values.form(text), "a date as CCYYMMDD")
        return found

    def amount(self, text: str, element: str) -> Decimal | None:
        """A number, or a noted flaw where something else stands."""
        found = values.amount(text)
        if found is None and text:
            self.flaw(element, "this is no number", values.form(text), "digits with at most one decimal point")
        return found

    def _shorten(self, elements: Elements) -> None:
        for at, text in enumerate(elements):
            if len(text) > MAX_TEXT:
                elements[at] = ""
                self.flaw(
                    f"{elements[0]}{at:02}",
                    "this is too long to be a value",
                    values.form(text),
                    f"at most {MAX_TEXT} characters",
                )

    def _stranger(self, segment: str, elements: Elements) -> None:
        """Take what the open loop has no use for: a padded segment, a lost one, an unknown one."""
        tidy = elements[0].strip().upper()
        if tidy != elements[0] and tidy in self.table:
            elements[0] = tidy
            elements += MISSING
            self.table[tidy][1](self, elements)
        elif not segment:
            raise Untrusted("a segment is too long to be one", expected="segments of some hundred characters")
        elif tidy in PILLARS or (tidy == "NM1" and elements[1:2]):
            raise Untrusted("the segment cannot stand here: one before it seems to be missing", element=label(elements))
        else:
            self.flaw(label(elements), "the segment is unknown here and was passed over")


def skip(_draft: Draft, _elements: Elements) -> None:
    """Take a segment of which a claim keeps nothing."""


def label(elements: Elements) -> str:
    """The id of a segment, as far as it looks like one."""
    return elements[0] if elements[0].isalnum() and len(elements[0]) <= 3 else ""  # noqa: PLR2004 - ids are that short


def _not_too_many(elements: Elements, most: int) -> None:
    if any(elements[most:]):
        raise Untrusted(
            "the segment has more elements than it may: the terminator before the next segment seems to be missing",
            element=elements[0],
            found=f"{len(elements) - 1} elements",
            expected=f"at most {most - 1}",
        )
