"""The tables of the guides: loops, the uses of segments in them, and the elements of each form of a segment.

Sources: the implementation guides 005010X222A1, X223A3 and X224A2, in our own words. An element that a form does not
list is not used by the guide.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import groupby
from types import MappingProxyType

from msgspec import Struct

from claims.claim import ClaimType

MANY = 1 << 30
"""How often something may stand that may stand any number of times."""

ROOTS = {"ST": "ST", "20": "2000A", "22": "2000B", "23": "2000C", "CLM": "2300"}
"""The loop in which each passage of a claim begins (``Passage.level``)."""

FIRST_MARK = 0x100
"""Each use of a segment has a letter of its own: what a passage holds is then a short text."""

COMPOSITE = "C"


class Element(Struct, frozen=True):
    """An element of a segment, or a component of one that has several."""

    position: int
    """Counted from 1."""
    component: int
    """Counted from 1; 0 for the element itself."""
    usage: str
    """R required, S situational, P present exactly where the element before it is."""
    type: str
    """AN text, ID code, N whole number, R decimal, D8, RD8, TM, PERIOD as the code before it says, C composite."""
    least: int
    most: int
    """Characters; of numbers, digits; of composites, components."""
    codes: tuple[str, ...]
    """Those that the guide lists; empty where it lists none, or names a list of somebody else."""
    name: str

    def label(self, tag: str) -> str:
        """Such as SV104 or SV101-2."""
        return f"{tag}{self.position:02}" + (f"-{self.component}" if self.component else "")


class Use(Struct, frozen=True):
    """What a segment is used for in a loop."""

    mark: str
    loop: str
    tag: str
    qualifiers: tuple[str, ...]
    """Values of its first element (of HI, its first component) by which this use is known; empty: the only use."""
    usage: str
    most: int
    rank: int
    """Segments of a loop stand in this order; those of one rank in any."""
    opens: bool
    """Whether the loop begins with it."""
    form: tuple[Element, ...]
    name: str


class Loop(Struct, frozen=True):
    """A loop of a guide."""

    id: str
    within: str
    """The loop around it; empty where a passage begins."""
    usage: str
    most: int
    name: str
    uses: tuple[Use, ...]
    inner: tuple[str, ...]
    """The loops within it."""

    @property
    def rank(self) -> str:
        """Loops in one stand in this order: 2310A and 2310B in any, both before 2320."""
        return self.id[:4]


class Guide(Struct, frozen=True):
    """The guide of one type of claim."""

    loops: Mapping[str, Loop]
    uses: Mapping[str, Use]
    """By mark."""


@cache
def guide_of(kind: ClaimType) -> Guide:
    """The guide of a type of claim."""
    forms = _forms()
    marks = map(chr, range(FIRST_MARK, FIRST_MARK + 0x400))
    rows = {loop: list(rows) for loop, rows in groupby(_rows(f"{kind}_segments"), key=lambda row: row["loop"])}
    headers = list(_rows(f"{kind}_loops"))
    loops = {
        row["loop"]: Loop(
            id=row["loop"],
            within=row["within"],
            usage=row["usage"],
            most=_most(row["most"]),
            name=row["name"],
            uses=tuple(_uses(rows[row["loop"]], forms, marks)),
            inner=tuple(other["loop"] for other in headers if other["within"] == row["loop"]),
        )
        for row in headers
    }
    uses = {use.mark: use for loop in loops.values() for use in loop.uses}
    return Guide(MappingProxyType(loops), MappingProxyType(uses))


def _uses(rows: list[dict[str, str]], forms: Mapping[str, tuple[Element, ...]], marks: Iterator[str]) -> Iterator[Use]:
    rank = 0
    for at, row in enumerate(rows):
        rank += at > 0 and row["segment"] != rows[at - 1]["segment"]
        yield Use(
            mark=next(marks),
            loop=row["loop"],
            tag=row["segment"],
            qualifiers=tuple(row["use"].split()),
            usage=row["usage"],
            most=_most(row["most"]),
            rank=rank,
            opens=at == 0,
            form=forms[row["form"]],
            name=row["name"],
        )


@cache
def _forms() -> Mapping[str, tuple[Element, ...]]:
    """The elements of each form, composites before their components."""
    return {
        form: tuple(sorted(_elements(rows), key=lambda one: (one.position, one.component)))
        for form, rows in groupby(_rows("forms"), key=lambda row: row["form"])
    }


def _elements(rows: Iterator[dict[str, str]]) -> Iterator[Element]:
    for row in rows:
        span, _, component = row["element"].partition("-")
        first, _, last = span.partition("..")
        for position in range(int(first), int(last or first) + 1):
            yield Element(
                position,
                int(component or 0),
                row["usage"],
                row["type"],
                int(row["least"]),
                int(row["most"]),
                tuple(row["codes"].split()),
                row["name"],
            )


def _most(text: str) -> int:
    return MANY if text == "many" else int(text)


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("rules.guide").joinpath(f"{name}.csv").read_text("utf-8")
    return iter(list(csv.DictReader(text.splitlines())))
