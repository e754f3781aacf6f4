"""The envelopes of remittance files: which segments belong to which transaction, and where one ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from claims.answer import Remittance
from claims.fault import Fault
from claims.x12.interchange import Delimiters, Run
from claims.x12.remittance.transaction import Transaction
from claims.x12.segment import Segment

REMITTANCE = "835"
REMITTANCES = "HP"
"""GS01 of a group of 835."""
ENVELOPE = frozenset({"ISA", "GS", "ST", "SE", "GE", "IEA", "TA1"})


class Reader:
    """Walks the segments of a file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.delimiters = Delimiters("*", "^", ":", "~")
        self.transactions = 0
        self.open: Transaction | None = None
        self.begun = Segment(0, ["ST"])
        self.group = ""
        self.seen_interchange = False
        self.number = 0

    def read(self, runs: Iterable[Run | Fault]) -> Iterator[Remittance | Fault]:
        """Yield the remittances and the faults of a file in its order."""
        for run in runs:
            if isinstance(run, Fault):
                yield run
                continue
            self.delimiters, first, segments = run
            self.seen_interchange = True
            separator = self.delimiters.element
            for number, text in enumerate(segments, first):
                self.number = number
                segment = Segment(number, text.split(separator))
                tag = segment.elements[0] = segment.elements[0].strip()
                if tag in ENVELOPE:
                    yield from self._envelope(tag, segment)
                elif self.open is not None:
                    yield from self.open.take(segment)
                else:
                    yield from self._outside(tag, segment)
        if self.open is not None:
            yield self._fault("the file ends inside of this transaction", "SE, GE and IEA at the end", "SE")
            yield from self.open.give_up("the file ends inside of this answer", "SE, GE and IEA at the end")
            yield from self._end()
        if not self.seen_interchange:
            yield Fault(self.name, "the file holds no X12 interchange", "a file that begins with ISA", loses="file")

    def _envelope(self, tag: str, segment: Segment) -> Iterator[Remittance | Fault]:
        if tag == "SE" and self.open is not None:
            yield from self.open.end_claim()
            yield from self._count(segment)
            yield from self._end()
            return
        if self.open is not None:
            yield self._fault("the transaction before has no end", "SE", "SE")
            if tag in ("ISA", "GS"):
                yield from self.open.give_up("the transaction ends inside of this answer", "SE")
            yield from self.open.end_claim()
            yield from self._end()
        if tag == "ISA":
            self.group = ""
        elif tag == "GS":
            self.group = segment.at(1)
        elif tag == "ST":
            yield from self._begin(segment)

    def _begin(self, segment: Segment) -> Iterator[Fault]:
        self.transactions += 1
        self.begun = segment
        kind = segment.at(1)
        if kind == REMITTANCE or self.group == REMITTANCES:
            self.open = Transaction(self.name, self.transactions, self.delimiters.component)
        else:
            found = f"transaction set {kind}" if kind.isdigit() else ""
            yield self._fault("this transaction is no remittance advice", "ST01 835", "ST01", found, "transaction")

    def _outside(self, tag: str, segment: Segment) -> Iterator[Fault]:
        """A segment outside of any 835: in a group of remittances an ST is missing; elsewhere an answer is lost."""
        if self.group == REMITTANCES and tag:
            yield from self._begin(Segment(segment.number, ["ST", REMITTANCE]))
            yield self._fault("a transaction does not begin with ST", "ST*835", "ST")
            if self.open is not None:
                yield from self.open.take(segment)
        elif tag == "CLP":
            yield Fault(
                self.name, "an answer outside of any remittance advice", "ST*835 before it", segment=segment.number,
                loop="2100", element="CLP", claim_id=segment.at(1),
            )  # fmt: skip

    def _count(self, end: Segment) -> Iterator[Fault]:
        counted = end.number - self.begun.number + 1
        if end.at(1) != str(counted):
            found = f"{counted} segments"
            yield self._fault(
                "the transaction has more or fewer segments than it says", "the count in SE01", "SE01", found
            )
        if end.at(2) != self.begun.at(2):
            yield self._fault("the control numbers at its two ends differ", "SE02 as ST02", "SE02")

    def _end(self) -> Iterator[Remittance | Fault]:
        if self.open is not None:
            yield from self.open.remittance()
            self.open = None

    def _fault(self, message: str, expected: str, element: str, found: str = "", loses: str = "nothing") -> Fault:
        return Fault(self.name, message, expected, found, self.transactions, self.number, element=element, loses=loses)
