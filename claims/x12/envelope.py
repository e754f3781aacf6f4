"""The envelopes of a file (ISA to IEA, GS to GE, ST to SE): what they hold, and whether their trailers agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from claims.claim import ClaimType
from claims.fault import Fault

GUIDES: dict[str, ClaimType] = {
    "005010X222": "professional",
    "005010X223": "institutional",
    "005010X224": "dental",
}
"""Implementation guides that are read, without the suffix of their errata."""

TRAILERS = {"ISA": "IEA", "GS": "GE", "ST": "SE"}
NAMES = {"ISA": "interchange", "GS": "functional group", "ST": "transaction"}


class Controls(NamedTuple):
    """The control numbers of the envelopes around a claim, by which an acknowledgement names them."""

    interchange: str = ""
    """ISA13."""
    group: str = ""
    """GS06."""
    transaction: str = ""
    """ST02."""


class _Open:
    """An envelope that has begun: its control number, where it stands, and how many parts it has so far."""

    __slots__ = ("control", "first", "parts")

    def __init__(self, control: str, first: int) -> None:
        self.control = control
        self.first = first
        self.parts = 0


class Envelope:
    """The envelopes around the segment that is being read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.transaction = 0
        """Which ST of the file is open, or was last, counted from 1."""
        self.kind: ClaimType | None = None
        """What the open transaction's claims are; ``None`` where they cannot be read."""
        self.refused: Fault | None = None
        """Why they cannot."""
        self.controls = Controls()
        """Those of the open transaction, or of the last one."""
        self._guide = ""
        self._open: dict[str, _Open] = {}

    @property
    def in_transaction(self) -> bool:
        """Whether an ST has begun and not ended."""
        return "ST" in self._open

    def begin(self, elements: list[str], number: int) -> Iterator[Fault]:
        """Take ISA, GS or ST; whatever it finds open of its rank or below has no trailer."""
        kind = elements[0]
        yield from self.end(kind, number)
        elements = elements + [""] * 14
        self._open[kind] = _Open(elements[{"ISA": 13, "GS": 6, "ST": 2}[kind]].strip(), number)
        for outer, inner in (("ISA", "GS"), ("GS", "ST")):
            if inner == kind and outer in self._open:
                self._open[outer].parts += 1
            elif inner == kind:
                yield self._fault(f"{kind} stands outside of any {NAMES[outer]}", number, kind, f"{outer} before it")
        if kind == "GS":
            self._guide = elements[8].strip()
        if kind == "ST":
            self.transaction += 1
            self.controls = Controls(*(self._open[kind].control if kind in self._open else "" for kind in TRAILERS))
            self._identify(elements, number)

    def end(self, kind: str, number: int) -> Iterator[Fault]:
        """Close what is open from the rank of ``kind`` down, each with a fault: what stood before a trailer is lost."""
        ranks = list(TRAILERS)
        for inner in reversed(ranks[ranks.index(kind) :]):
            if opened := self._open.pop(inner, None):
                yield self._fault(
                    f"the {NAMES[inner]} has no {TRAILERS[inner]}", number, TRAILERS[inner], "it at the end",
                    f"{inner} at segment {opened.first}", loses="interchange" if inner == "ISA" else "transaction",
                )  # fmt: skip

    def trail(self, elements: list[str], number: int) -> Iterator[Fault]:
        """Take IEA, GE or SE: its count and its control number should be those of what it ends."""
        trailer = elements[0]
        kind = {"IEA": "ISA", "GE": "GS", "SE": "ST"}[trailer]
        opened = self._open.pop(kind, None)
        if opened is None:
            yield self._fault(f"{trailer} stands where no {NAMES[kind]} is open", number, trailer, f"{kind} before it")
            return
        for inner in ("GS", "ST"):
            if inner in self._open and list(TRAILERS).index(inner) > list(TRAILERS).index(kind):
                yield from self.end(inner, number)
        elements = elements + [""] * 3
        parts = number - opened.first + 1 if kind == "ST" else opened.parts
        what = {"ST": "segments from ST to SE", "GS": "transactions", "ISA": "functional groups"}[kind]
        if elements[1].strip().lstrip("0") != str(parts).lstrip("0"):
            said = elements[1].strip()
            shown = said if said.isdigit() and len(said) <= 10 else f"{len(said)} characters"  # noqa: PLR2004 - as SE01
            yield self._fault(
                f"{trailer}01 does not give the number of {what}: some may be missing, or be there twice",
                number, f"{trailer}01", str(parts), shown,
            )  # fmt: skip
        if elements[2].strip().lstrip("0") != opened.control.lstrip("0"):
            yield self._fault(
                f"the control numbers of {kind} and {trailer} differ",
                number,
                f"{trailer}02",
                f"that of segment {opened.first}",
            )

    def _identify(self, elements: list[str], number: int) -> None:
        """Which guide the transaction follows: ST03, else GS08."""
        guide = elements[3].strip() or self._guide
        self.kind = GUIDES.get(guide[:10]) if elements[1].strip() == "837" else None
        self.refused = None
        if self.kind is None:
            known = guide if guide.isalnum() and len(guide) <= 12 else f"{len(guide)} characters"  # noqa: PLR2004 - GS08
            is_claims = elements[1].strip() == "837"
            self.refused = Fault(
                self.name,
                "this version of the 837 is not supported" if is_claims else "the transaction holds no claims",
                expected="837 of 005010X222, X223 or X224" if is_claims else "an 837",
                found=known if is_claims else elements[1].strip()[:3],
                transaction=self.transaction,
                segment=number,
                element="ST03" if is_claims else "ST01",
                loses="transaction",
            )

    def _fault(
        self, message: str, number: int, element: str, expected: str, found: str = "", *, loses: str = "nothing"
    ) -> Fault:
        return Fault(self.name, message, expected, found, self.transaction, number, element=element, loses=loses)
