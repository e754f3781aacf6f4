"""A 277CA (005010X214) of what was checked, for systems that read payers' front doors already.

One transaction answers one transaction of the 837 (loop 2200B: its BHT03), one interchange the claims of one submitter.
The delimiters are the usual ones, unless a number that must come back as it was holds one of them; then they are those
of the 837.

A claim with an error is rejected (action U; A3, A6, A7 or A8); all others are accepted: with warnings, or up for
review, since a 277CA knows no third answer. Accepted is told as A1:20, not A2: we are no payer's adjudication.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO

from claims.fault import Fault
from claims.x12.interchange import Delimiters
from serving.x12_out.text import day as written_day
from serving.x12_out.text import money, plain
from serving.x12_out.told import Note, Submitted, Told, ToldLine, refused

OURSELVES = "CLEANCLAIM"
USUAL = Delimiters("*", "^", ":", "~")
IN_MEMORY = 4 << 20
"""Bytes of one transaction that wait in memory for its totals; more wait in a temporary file without a name."""
CHUNK = 1 << 16
MAX_TEXT = 264
MAX_NAME = 60
UNKNOWN = "UNKNOWN"
"""Stands where the guide wants a name or number that the claim does not carry."""


def as_277ca(claims: Iterable[Told], made: datetime) -> Iterator[bytes]:
    """Write acknowledgements of claims, in their order, transaction by transaction.

    Args:
        claims: what is said of each.
        made: now; control numbers are made of it.
    """
    writer = Acknowledgement(made)
    for claim in claims:
        yield from writer.take(claim)
    yield from writer.end()


class Acknowledgement:
    """An acknowledgement in the making: takes claims one by one, and gives bytes when a transaction is complete."""

    def __init__(self, made: datetime, folder: Path | None = None) -> None:
        """Begin before the first claim.

        Args:
            made: now.
            folder: where a large transaction waits for its totals; else where the system keeps temporary files.
        """
        self.made = made
        self.folder = folder
        self.number = int(made.timestamp()) % 1_000_000_000 or 1
        """Of the interchange, and of its group."""
        self.interchange: tuple[str, Delimiters] | None = None
        self.transactions = 0
        self.transaction: _Transaction | None = None
        self.last: Told | None = None

    def refuse(self, fault: Fault) -> Iterator[bytes]:
        """Take what could not be read in the place of a claim; what loses no claim is passed over."""
        if fault.loses not in {"nothing", "field"}:
            yield from self.take(refused(fault, self.made.date(), self.last))

    def take(self, claim: Told) -> Iterator[bytes]:
        """Take the next claim; yields the transaction before it, where this one belongs to another."""
        submitted = claim.submitted
        if self.transaction is not None and self.transaction.submitted != submitted:
            yield from self._end_transaction()
        marks = self.interchange[1] if self.interchange else USUAL
        if submitted.delimiters and not _fits(claim, marks):
            marks = submitted.delimiters
        to = plain(submitted.submitter_id, marks, 80) or UNKNOWN
        if self.interchange != (to, marks):
            yield from self._end_transaction()
            yield from self._end_interchange()
            self.interchange = to, marks
            yield self._begin(to, marks)
        if self.transaction is None:
            self.transactions += 1
            reference = f"{self.number:09}{self.transactions:04}"
            number = f"{self.transactions:04}"
            self.transaction = _Transaction(submitted, marks, self.made, number, reference, self.folder)
        self.transaction.take(claim)
        self.last = claim

    def end(self) -> Iterator[bytes]:
        """Give what is left, and close the interchange."""
        yield from self._end_transaction()
        yield from self._end_interchange()

    def _begin(self, to: str, marks: Delimiters) -> bytes:
        made, mark = self.made, marks.element
        repetition = next(each for each in (marks.repetition, *"^!}{") if each and each not in marks[::2] + marks[3:])
        control = f"{self.number:09}"
        header = mark.join(
            [
                "ISA", "00", " " * 10, "00", " " * 10, "ZZ", f"{OURSELVES:15}", "ZZ", f"{to[:15]:15}",
                f"{made:%y%m%d}", f"{made:%H%M}", repetition, "00501", control, "0", "P", marks.component,
            ]
        )  # fmt: skip
        group = [
            "GS", "HN", OURSELVES, to[:15], f"{made:%Y%m%d}", f"{made:%H%M%S}", str(self.number), "X", "005010X214",
        ]  # fmt: skip
        return (header + _end(marks) + mark.join(group) + _end(marks)).encode("latin-1")

    def _end_transaction(self) -> Iterator[bytes]:
        if self.transaction is not None:
            yield from self.transaction.written()
        self.transaction = None

    def _end_interchange(self) -> Iterator[bytes]:
        if self.interchange is not None:
            _, marks = self.interchange
            trailers = ["GE", str(self.transactions), str(self.number)], ["IEA", "1", f"{self.number:09}"]
            yield "".join(marks.element.join(each) + _end(marks) for each in trailers).encode("latin-1")
            self.number = (self.number + 1) % 1_000_000_000 or 1
        self.interchange, self.transactions = None, 0


class _Totals:
    """Claims and dollars that were accepted and rejected."""

    def __init__(self) -> None:
        self.counts = [0, 0]
        self.charges = [Decimal(0), Decimal(0)]

    def add(self, claim: Told) -> None:
        self.counts[bool(claim.notes)] += 1
        self.charges[bool(claim.notes)] += claim.charge

    def segments(self, accepted: str, rejected: str) -> list[list[str]]:
        """QTY and AMT, of what is above zero."""
        pairs = list(zip(self.counts, (accepted, rejected), self.charges, ("YU", "YY"), strict=True))
        quantities = [["QTY", qualifier, str(count)] for count, qualifier, _, _ in pairs if count]
        return quantities + [["AMT", qualifier, money(charge)] for count, _, charge, qualifier in pairs if count]

    @property
    def charge(self) -> str:
        """All dollars."""
        return money(self.charges[0] + self.charges[1])


class _Transaction:
    """ST to SE. Totals stand before what they count, so providers and claims wait until those are known."""

    def __init__(  # noqa: PLR0917  what stands in its head
        self,
        submitted: Submitted,
        marks: Delimiters,
        made: datetime,
        number: str,
        reference: str,
        folder: Path | None,
    ) -> None:
        self.folder = folder
        self.submitted, self.marks, self.made, self.number, self.reference = submitted, marks, made, number, reference
        self.totals, self.of_provider = _Totals(), _Totals()
        self.provider: Told | None = None
        self.body, self.claims = _spool(folder), _spool(folder)
        self.segments = 0
        self.levels = 2
        self.parent = 0

    def take(self, claim: Told) -> None:
        """Take the next claim of the transaction."""
        before = self.provider
        if before is None or (before.provider, before.provider_id) != (claim.provider, claim.provider_id):
            self._end_provider()
            self.provider = claim
            self.levels += 1
            self.parent = self.levels
        self.totals.add(claim)
        self.of_provider.add(claim)
        self.levels += 1
        for segment in self._claim(claim):
            self._write(self.claims, segment)

    def written(self) -> Iterator[bytes]:
        """The whole transaction."""
        self._end_provider()
        head = _spool(self.folder)
        for segment in self._head():
            self._write(head, segment)
        for part in (head, self.body):
            part.seek(0)
            while chunk := part.read(CHUNK):
                yield chunk
            part.close()
        last = self.marks.element.join(["SE", str(self.segments + 1), self.number])
        yield (last + _end(self.marks)).encode("latin-1")

    def _head(self) -> list[list[str]]:
        """Table 1, the source and the receiver of the information."""
        to, day = self.submitted, f"{self.made:%Y%m%d}"
        identifier = self._text(to.submitter_id, 80) or UNKNOWN
        return [
            ["ST", "277", self.number, "005010X214"],
            ["BHT", "0085", "08", self.reference, day, f"{self.made:%H%M}", "TH"],
            ["HL", "1", "", "20", "1"],
            ["NM1", "AY", "2", OURSELVES, "", "", "", "", "46", OURSELVES],
            ["TRN", "1", self.reference],
            ["DTP", "050", "D8", day],
            ["DTP", "009", "D8", day],
            ["HL", "2", "1", "21", "1"],
            ["NM1", "41", *self._name(to.submitter), "", "", "", "46", identifier],
            ["TRN", "2", self._text(to.batch, 50) or "0"],
            ["STC", self._composite("A1", "19", "AY"), day, "WQ", self.totals.charge],
            *self.totals.segments("90", "AA"),
        ]

    def _end_provider(self) -> None:
        """Write the provider's level with its totals, and then its claims."""
        if self.provider is None:
            return
        qualifier, number = self.provider.provider_id
        identifier = self._text(number, 80) or UNKNOWN
        for segment in [
            ["HL", str(self.parent), "2", "19", "1"],
            ["NM1", "85", *self._name(self.provider.provider), "", "", "", qualifier, identifier],
            ["TRN", "1", "0"],
            ["STC", self._composite("A1", "19", "AY"), "", "WQ", self.of_provider.charge],
            *self.of_provider.segments("QA", "QC"),
        ]:  # fmt: skip
            self._write(self.body, segment)
        self.claims.seek(0)
        while chunk := self.claims.read(CHUNK):
            self.body.write(chunk)
        self.claims.close()
        self.claims, self.of_provider, self.provider = _spool(self.folder), _Totals(), None

    def _claim(self, claim: Told) -> Iterator[list[str]]:
        yield ["HL", str(self.levels), str(self.parent), "PT"]
        last, given = (self._text(part, MAX_NAME) for part in claim.patient)
        member = self._text(claim.member_id, 80) or UNKNOWN
        yield ["NM1", "QC", "1", last or UNKNOWN, given, "", "", "", "MI", member]
        yield ["TRN", "2", self._text(claim.claim_id, 50) or UNKNOWN]
        day, charge = f"{self.made:%Y%m%d}", money(claim.charge)
        if not claim.notes:
            yield ["STC", self._composite("A1", "20"), day, "WQ", charge]
        for note in claim.notes:
            yield self._status(note, day, charge)
        for qualifier, value in (("D9", claim.clearinghouse_number), ("BLT", claim.type_of_bill)):
            if value:
                yield ["REF", qualifier, self._text(value, 50)]
        yield from self._days(claim.first, claim.last)
        for line in claim.lines:
            yield from self._line(line, day)

    def _line(self, line: ToldLine, day: str) -> Iterator[list[str]]:
        codes = (line.qualifier, line.procedure, *line.modifiers[:4])
        service = self._composite(*(self._text(part, 48) for part in codes))
        yield ["SVC", service, money(line.charge), "", self._text(line.revenue_code, 48)]
        yield self._status(Note(line.statuses, ""), day, "")
        if line.control_number:
            yield ["REF", "FJ", self._text(line.control_number, 50)]
        yield from self._days(line.first, line.last)

    def _status(self, note: Note, day: str, charge: str) -> list[str]:
        first, *more = (self._composite(*status) for status in note.statuses)
        more += [""] * (2 - len(more))
        return ["STC", first, day, "U", charge, "", "", "", "", "", *more, self._text(note.text, MAX_TEXT)]

    def _days(self, first: date | None, last: date | None) -> Iterator[list[str]]:
        if first and last and first != last:
            yield ["DTP", "472", "RD8", f"{written_day(first)}-{written_day(last)}"]
        elif first:
            yield ["DTP", "472", "D8", written_day(first)]

    def _name(self, name: tuple[str, str]) -> list[str]:
        """NM102 to NM104."""
        last, given = (self._text(part, MAX_NAME) for part in name)
        return ["1" if given else "2", last or UNKNOWN, given]

    def _composite(self, *parts: str) -> str:
        return self.marks.component.join(parts).rstrip(self.marks.component)

    def _text(self, text: str, most: int) -> str:
        return plain(text, self.marks, most)

    def _write(self, out: IO[bytes], elements: list[str]) -> None:
        while not elements[-1]:
            elements = elements[:-1]
        self.segments += 1
        out.write((self.marks.element.join(elements) + _end(self.marks)).encode("latin-1"))


def _fits(claim: Told, marks: Delimiters) -> bool:
    """Whether the numbers that must come back as they were can be written with these delimiters."""
    numbers = [claim.submitted.batch, claim.submitted.submitter_id, claim.claim_id, claim.clearinghouse_number]
    numbers += [line.control_number for line in claim.lines]
    return not any(mark in number for number in numbers for mark in (marks.element, marks.component, marks.terminator))


def _spool(folder: Path | None) -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(IN_MEMORY, dir=None if folder is None else str(folder))


def _end(marks: Delimiters) -> str:
    return marks.terminator if marks.terminator == "\n" else marks.terminator + "\n"
