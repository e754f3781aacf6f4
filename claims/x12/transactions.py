"""From segments to claims: one claim after the other, each with what it inherits.

A claim is the run of segments from its CLM to the next CLM, HL or SE. What stands above it (billing provider,
subscriber, patient) is found by the parent ids of the HL segments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from types import MappingProxyType

from claims.fault import Fault
from claims.origin import Origin, Passage, Sourced
from claims.x12 import claim, reports, values
from claims.x12.draft import PILLARS, Draft, Flaw, Untrusted
from claims.x12.envelope import Envelope
from claims.x12.interchange import Delimiters, Run
from claims.x12.levels import PARENTS, Level
from claims.x12.trailers import Foretold

MAX_SEGMENTS = 20_000
"""Segments that a claim may have. One of 999 lines, each with three other payers' decisions, has 17,000."""

MAX_LEVELS = 4_096
"""How many HLs of its level back a parent may stand."""

MOST_DIGITS = 12
"""Of HL01."""

OUT_OF_ORDER = "the levels are not numbered one by one"

NOTHING: Foretold = MappingProxyType({})

HEADS = ("ISA", "GS", "ST")
TRAILERS = ("SE", "GE", "IEA")
OPENERS = frozenset([*HEADS, *TRAILERS, "HL", "CLM"])

PASSED_OVER = Fault("", "a claim that was not wanted was passed over", loses="nothing")
"""Stands where a claim stood that was not wanted."""


def every() -> bool:
    """Every claim is wanted."""
    return True


class Transactions:
    """Walks the segments of a file. A passage is what stands between two segments that open or close something."""

    def __init__(self, name: str, foretold: Foretold = NOTHING, wanted: Callable[[], bool] = every) -> None:
        """Begin before the first segment.

        Args:
            name: what faults call the file.
            foretold: what is wrong with the ends of the envelopes, where that is known; claims carry it.
            wanted: whether the claim that comes next is to be read, as ``claims.read`` says.
        """
        self.name = name
        self.foretold = foretold
        self.wanted = wanted
        self.envelope = Envelope(name)
        self.delimiters = Delimiters("*", "^", ":", "~")
        self.opens = ""
        """What the open passage is: ``ST``, ``HL``, ``CLM``, or nothing outside of a transaction."""
        self.first = 0
        self.number = 0
        self.levels = 0
        """How many HLs the transaction has so far."""
        self.passage: list[str] = []
        self.level: Level | None = None
        self.parents: dict[str, dict[str, Level]] = {"20": {}, "22": {}}
        """The levels that others may name as their parent, by level code and id."""
        self.submitted: date | None = None
        self.head: tuple[Passage, ...] = ()
        self.unread = 0

    def read(self, runs: Iterable[Run | Fault]) -> Iterator[Sourced | Fault]:
        """Yield the claims and the faults of a file in its order."""
        for run in runs:
            if isinstance(run, Fault):
                yield run
                continue
            self.delimiters, start, segments = run
            mark = self.delimiters.element
            openers = {"ISA", "GS" + mark, "ST" + mark, "HL" + mark, "CLM", "SE" + mark, "GE" + mark, "IEA"}
            passage = self.passage
            number = start - 1
            for number, segment in enumerate(segments, start):
                if segment[:3] not in openers:
                    passage.append(segment)
                    continue
                self.number = number
                yield from self._opener(segment.split(mark))
                passage = self.passage
                passage.append(segment)
            self.number = number
            del passage[MAX_SEGMENTS + 1 :]
        yield from self._end_of_file()

    def _opener(self, elements: list[str]) -> Iterator[Sourced | Fault]:
        """Finish the passage that is open, and begin the one that these elements open."""
        kind = elements[0]
        if kind not in OPENERS:
            return
        yield from self._close(cut=kind in HEADS or kind in {"GE", "IEA"})
        self.passage = []
        self.first = self.number
        self.opens = kind if kind in {"ST", "HL", "CLM"} else ""
        if kind == "CLM":
            return
        if kind == "HL":
            self._hierarchy(elements)
        elif kind in HEADS:
            yield from self._refused()
            yield from self.envelope.begin(elements, self.number)
            self.level, self.submitted, self.head, self.levels = None, None, (), 0
            self._forget()
        elif kind in TRAILERS:
            yield from self._refused()
            yield from self.envelope.trail(elements, self.number)

    def _end_of_file(self) -> Iterator[Sourced | Fault]:
        yield from self._close(cut=True)
        yield from self._refused()
        yield from self.envelope.end("ISA", self.number)

    def _refused(self) -> Iterator[Fault]:
        """Say of a transaction that is not read what it held."""
        if refused := self.envelope.refused:
            self.envelope.refused = None
            found = f"{refused.found}, {self.unread} claims" if self.unread else refused.found
            yield Fault(**{field: getattr(refused, field) for field in refused.__struct_fields__} | {"found": found})
        self.unread = 0

    def _hierarchy(self, elements: list[str]) -> None:
        """Take an HL: from here on claims belong to it."""
        elements = elements + [""] * 4
        own, parent, code = (text.strip() for text in elements[1:4])
        if own in self.parents["20"] and code == "20":
            self._forget()  # the ids begin anew
        above = self.parents.get(PARENTS.get(code, ""), {}).get(parent)
        if above is not None and above.unread is not None:
            self._read_later(above)
        self.level = level = Level(code, above)
        self._count(level, own)
        if code not in PARENTS:
            level.broken = "the HL above it has no level code of an 837 (20, 22, 23)"
            level.broken_at = "HL03"
        elif above is None and code != "20":
            level.broken = f"its HL names a parent of level {PARENTS[code]} that is not there"
            level.broken_at = "HL02"
        if (known := self.parents.get(code)) is not None:
            if len(known) >= MAX_LEVELS:
                del known[next(iter(known))]
            known.pop(own, None)
            known[own] = level

    def _count(self, level: Level, own: str) -> None:
        """HL01 counts from 1 in each transaction."""
        self.levels += 1
        if own.lstrip("0") != str(self.levels):
            shown = own if own.isdigit() and len(own) <= MOST_DIGITS else f"{len(own)} characters"
            flaw = Flaw(0, "HL01", OUT_OF_ORDER, shown, str(self.levels), "nothing")
            level.flaws = (*level.flaws, (self.number, flaw))

    def _forget(self) -> None:
        """From here on no HL above is a parent."""
        for known in self.parents.values():
            known.clear()

    def _close(self, *, cut: bool) -> Iterator[Sourced | Fault]:
        """Make of the open passage what it is; ``cut`` says that no SE has ended it."""
        passage, opens = self.passage, self.opens
        if opens == "CLM":
            if self.envelope.refused:
                self.unread += 1
            else:
                yield self._claim(passage, cut=cut) if self.wanted() else PASSED_OVER
        elif not self.envelope.in_transaction:
            if len(passage) > 1:
                yield self._fault("segments stand outside of any transaction", self.first + 1, "nothing")
        elif self.envelope.kind is None:
            return
        elif opens == "HL":
            if self.wanted():
                yield from self._level(passage)
            elif self.level is not None and self.level.code in PARENTS:
                self.level.unread = self.first, passage
        elif opens == "ST":
            yield from self._head(passage)

    def _head(self, passage: list[str]) -> Iterator[Fault]:
        """Take what stands between ST and the first HL: the day of submission (BHT04)."""
        mark = self.delimiters.element
        self.head = (Passage("ST", self.first, self.delimiters.terminator.join(passage)),)
        found, at = "", 0
        for place, segment in enumerate(passage):
            tag, _, rest = segment.partition(mark)
            if tag == "BHT":
                found, at = (rest.split(mark) + [""] * 4)[3], place
            elif tag in PILLARS:
                message = "the segment cannot stand here: an HL before it seems to be missing"
                yield self._fault(message, self.first + place, "claim")
                break
        self.submitted = values.day(found)
        if self.submitted is None:
            yield Fault(
                self.name, "the day of submission cannot be read", "BHT with a date as CCYYMMDD", values.form(found),
                self.envelope.transaction, self.first + at, "", "BHT04", loses="field",
            )  # fmt: skip

    def _fault(self, message: str, number: int, loses: str) -> Fault:
        return Fault(self.name, message, transaction=self.envelope.transaction, segment=number, loses=loses)

    def _level(self, passage: list[str]) -> Iterator[Fault]:
        level = self.level
        if level is None or level.code not in PARENTS:
            return
        draft = Draft(self.delimiters, "")
        try:
            level.read(draft, self.first, passage, self.delimiters.terminator)
        except Untrusted as untrusted:
            self._doubt(passage)
            level.broken = level.broken or f"segment {self.first + draft.at} above it cannot stand there"
            yield self._lost(untrusted, level.code, draft.at)

    def _read_later(self, level: Level) -> None:
        """Read a level that was passed over, now that something below it is wanted: no fault stood there."""
        assert level.unread is not None
        (first, passage), level.unread = level.unread, None
        level.read(Draft(self.delimiters, ""), first, passage, self.delimiters.terminator)

    def _claim(self, passage: list[str], *, cut: bool) -> Sourced | Fault:
        kind = self.envelope.kind or "professional"
        draft = Draft(self.delimiters, kind)
        try:
            level = self._trusted(passage, cut=cut)
            found = claim.read(draft, passage, level, kind, self.submitted)
        except Untrusted as untrusted:
            self._doubt(passage)
            return self._lost(untrusted, "CLM", draft.at)
        own = Passage("CLM", self.first, self.delimiters.terminator.join(passage))
        origin = Origin(
            self.name, self.envelope.transaction, self.first, kind, self.delimiters,
            (*self.head, *level.passages, own), self.envelope.controls,
        )  # fmt: skip
        around = self.foretold.get(origin.transaction, ())
        if not draft.flaws and not level.flaws:
            return Sourced(found, origin, around)
        flaws = (*level.flaws, *((self.first + flaw.at, flaw) for flaw in draft.flaws))
        return Sourced(found, origin, around + reports.fields(origin, self.delimiters, flaws, found.claim_id))

    def _lost(self, untrusted: Untrusted, level: str, at: int) -> Fault:
        """The report of a passage that cannot be relied on, from its place ``at``."""
        upto = Passage(level, self.first, self.delimiters.terminator.join(self.passage[: at + 1]))
        where = Origin(self.name, self.envelope.transaction, self.first, self.envelope.kind or "professional")
        return reports.lost(untrusted, where, upto, self.delimiters)

    def _trusted(self, passage: list[str], *, cut: bool) -> Level:
        """What the claim inherits. Raises ``Untrusted`` where what stands around it forbids to rely on it."""
        level = self.level
        if level is not None and level.unread is not None:
            self._read_later(level)
        if not self.envelope.in_transaction:
            raise Untrusted("the claim stands outside of any transaction", expected="ST before it")
        if cut:
            raise Untrusted("the transaction breaks off without an SE: the claim may be incomplete", expected="SE")
        if len(passage) > MAX_SEGMENTS:
            raise Untrusted("the claim has too many segments", expected=f"at most {MAX_SEGMENTS:,}")
        if level is None:
            raise Untrusted("no HL stands above the claim", expected="HL of a subscriber or patient")
        if level.broken:
            raise Untrusted(f"the claim cannot be relied on: {level.broken}", level.broken_at)
        if level.billing is None:
            raise Untrusted("the claim has no billing provider", expected="NM1 with 85 in loop 2010AA")
        if level.subscriber is None:
            raise Untrusted("the claim has no subscriber", expected="HL with 22, and NM1 with IL in loop 2010BA")
        if level.patient is None:
            raise Untrusted("the claim has no patient", expected="NM1 with QC in loop 2010CA")
        return level

    def _doubt(self, passage: list[str]) -> None:
        """Where a broken passage holds the remains of an HL, trust no claim below the HL that was open."""
        mark = self.delimiters.element
        if any(segment.startswith((f"NM1{mark}85", f"PRV{mark}BI")) for segment in passage[1:]):
            self._forget()
            lost = True
        else:
            remains = (f"DMG{mark}", f"PAT{mark}", f"NM1{mark}QC")
            lost = self.opens == "CLM" and any(segment.startswith(remains) for segment in passage)
        if lost and self.level:
            self.level.broken = "an HL before it seems to be missing"
