"""The envelopes of acknowledgement files: which segments belong to which transaction, and what reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from claims.fault import Fault
from claims.x12 import values
from claims.x12.acknowledgements.acknowledged import Acknowledged, AcknowledgedInterchange, Decision, Envelopes
from claims.x12.acknowledgements.claim_acknowledgement import ClaimAcknowledgement
from claims.x12.acknowledgements.implementation import ImplementationAcknowledgement
from claims.x12.interchange import Delimiters, Run, runs
from claims.x12.segment import Segment

GUIDE = "005010X214"
"""Of the 277CA; another 277 answers a question about one claim's status, or asks for documents."""

ENVELOPE = frozenset({"ISA", "GS", "ST", "SE", "GE", "IEA", "TA1"})

INTERCHANGES: dict[str, Decision] = {"A": "accepted", "E": "accepted", "R": "rejected"}
"""TA104."""


def read(chunks: Iterable[bytes], name: str) -> Iterator[Acknowledged | Fault]:
    """Read a file of 277CA, 999, 997 or TA1, several interchanges and kinds together if need be.

    Faults come before what they concern. What cannot be read costs only itself, and bad input raises nothing. Memory
    grows with what is said of one claim, or with the errors of one transaction set, not with the file.

    Args:
        chunks: the file's bytes in pieces of any size.
        name: what faults call the file.
    """
    yield from Reader(name).read(runs(chunks, name))


class Reader:
    """Walks the segments of a file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.delimiters = Delimiters("*", "^", ":", "~")
        self.transactions = 0
        self.open: ClaimAcknowledgement | ImplementationAcknowledgement | None = None
        self.begun = Segment(0, ["ST"])
        self.interchange = Segment(0, ["ISA"])
        self.group = Segment(0, ["GS"])
        self.seen_interchange = False
        self.refused = False
        """Whether the transaction that is passed over was told of."""
        self.number = 0

    def read(self, pieces: Iterable[Run | Fault]) -> Iterator[Acknowledged | Fault]:
        """Yield what is acknowledged, and the faults of a file, in its order."""
        for run in pieces:
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
                    yield from self._outside(tag)
        if self.open is not None:
            expected = "SE, GE and IEA at the end"
            yield self._fault("the file ends inside of this transaction", expected, "SE", loses="transaction")
            yield from self.open.give_up("the file ends before all is said of this", "SE, GE and IEA at the end")
            self.open = None
        if not self.seen_interchange:
            yield Fault(self.name, "the file holds no X12 interchange", "a file that begins with ISA", loses="file")

    def _envelope(self, tag: str, segment: Segment) -> Iterator[Acknowledged | Fault]:
        if tag == "SE":
            yield from self._end(segment)
            return
        if self.open is not None:
            yield self._fault("the transaction before has no end", "SE", "SE", loses="transaction")
            if tag != "ST":
                yield from self.open.give_up("the transaction ends before all is said of this", "SE")
            else:
                yield from self.open.end()
            self.open = None
        self.refused = False
        if tag == "ISA":
            self.interchange, self.group = segment, Segment(0, ["GS"])
        elif tag == "GS":
            self.group = segment
        elif tag == "ST":
            yield from self._begin(segment)
        elif tag == "TA1":
            yield from self._interchange(segment)

    def _begin(self, segment: Segment) -> Iterator[Fault]:
        self.transactions += 1
        self.begun = segment
        kind, guide = segment.at(1), segment.at(3) or self.group.at(8)
        component = self.delimiters.component
        if kind == "277" and (not guide or guide.startswith(GUIDE)):
            self.open = ClaimAcknowledgement(self._envelopes(), component)
        elif kind in {"999", "997"}:
            self.open = ImplementationAcknowledgement(self._envelopes(), component)
        else:
            self.refused = True
            found = guide if kind == "277" and guide.isalnum() and len(guide) <= 12 else kind if kind.isdigit() else ""  # noqa: PLR2004 - GS08
            yield self._fault(
                "this transaction is no acknowledgement of claims",
                f"277 of {GUIDE}, 999 or 997",
                "ST03" if kind == "277" else "ST01",
                found[:12],
                "transaction",
            )

    def _end(self, segment: Segment) -> Iterator[Acknowledged | Fault]:
        self.refused = False
        if self.open is None:
            return
        yield from self.open.end()
        self.open = None
        counted = segment.number - self.begun.number + 1
        if segment.at(1).lstrip("0") != str(counted):
            yield self._fault(
                "the transaction has more or fewer segments than it says", "the count in SE01", "SE01",
                f"{counted} segments",
            )  # fmt: skip
        if segment.at(2) != self.begun.at(2):
            yield self._fault("the control numbers at its two ends differ", "SE02 as ST02", "SE02")

    def _outside(self, tag: str) -> Iterator[Fault]:
        """A segment outside of any transaction that is read; told once, where none was told to be passed over."""
        if tag and not self.refused:
            self.refused = True
            yield self._fault("segments stand outside of any transaction", "ST before them", "ST", loses="transaction")

    def _interchange(self, segment: Segment) -> Iterator[Acknowledged | Fault]:
        code = segment.at(4).upper()
        if code not in INTERCHANGES:
            message = "whether the interchange was accepted cannot be read"
            yield self._fault(message, "A, E or R", "TA104", values.form(code), "interchange")
            return
        sent = _short_day(segment.at(2))
        envelopes = self._envelopes()
        yield AcknowledgedInterchange(
            envelopes=envelopes,
            segment=segment.number,
            decision=INTERCHANGES[code],
            code=code,
            note=segment.at(5)[:3],
            control_number=segment.at(1),
            sent=sent,
        )

    def _envelopes(self) -> Envelopes:
        return Envelopes(
            self.name,
            self.interchange.at(6),
            self.interchange.at(8),
            self.interchange.at(13),
            values.day(self.group.at(4)) or _short_day(self.interchange.at(9)),
            self.transactions,
        )

    def _fault(self, message: str, expected: str, element: str, found: str = "", loses: str = "nothing") -> Fault:
        return Fault(self.name, message, expected, found, self.transactions, self.number, element=element, loses=loses)


def _short_day(text: str) -> date | None:
    """A day as YYMMDD, of this century."""
    return values.day(f"20{text}") if len(text) == 6 else None  # noqa: PLR2004 - YYMMDD
